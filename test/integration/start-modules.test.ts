import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testDatabase } from '../kit/database.ts';
import { ServiceProcess } from '../kit/service-process.ts';
import { lastingFolder, temporaryFolder } from '../kit/temporary-folder.ts';

const { url } = testDatabase();
/** With the keys that the database knows. */
const data = lastingFolder();
afterAll(() => rmSync(data, { recursive: true }));
const HOOK = new URL('../kit/record-modules.mjs', import.meta.url).href;

/** What each thread of a start has loaded until the service was ready, by what it runs. */
async function modulesOfStart(roles: string): Promise<Record<string, string[]>> {
  const folder = temporaryFolder();
  const service = await ServiceProcess.start(data, {
    FONOTEKA_DATABASE_URL: url,
    FONOTEKA_ROLES: roles,
    NODE_OPTIONS: `--import=${HOOK}`,
    RECORD_MODULES: folder,
  });
  await service.kill();
  const files = readdirSync(folder);
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8').trim().split('\n')]));
}

/** Those of the packages and of our folders and files that are among the modules. */
function foundIn(modules: readonly string[] = [], names: readonly string[]): string[] {
  return names.filter((name) =>
    modules.some((url) => url.includes(`/node_modules/${name}/`) || url.includes(`/src/${name}`)),
  );
}

const PANEL = ['api/create-api', '@fastify/swagger', '@fastify/static', '@fastify/multipart', 'openid-client'];
const FILES = ['file-access/ftp', 'file-access/sftp'];
const JOBS = ['jobs/', 'delivery/sending', 'rodo/', 'pg-boss/dist'];
/** Of the whole program: what is loaded by its first use. */
const FIRST_USE = [
  '@aws-sdk',
  'mailauth',
  'mailparser',
  'imapflow',
  'nodemailer',
  'pdfmake',
  '@simplewebauthn',
  'date-holidays',
  'yaml',
];
const IN_NO_THREAD = ['kysely', 'pg', 'zod', 'pino', 'prom-client', '@opentelemetry', 'libphonenumber-js', 'fastify'];

test('a recorder loads neither panel nor doors nor jobs, and its threads only what they work with', async () => {
  const loaded = await modulesOfStart('recorder');
  expect(Object.keys(loaded).sort()).toEqual(['process-main', 'thread-encoding-worker', 'thread-media-worker']);
  expect(foundIn(loaded['process-main'], ['capture/', 'intake/'])).toHaveLength(2);
  expect(foundIn(loaded['process-main'], [...PANEL, ...FILES, ...JOBS, ...FIRST_USE])).toEqual([]);
  for (const thread of ['thread-encoding-worker', 'thread-media-worker'])
    expect([thread, foundIn(loaded[thread], IN_NO_THREAD)]).toEqual([thread, []]);
});

test('a worker loads neither capture nor panel nor doors', async () => {
  const loaded = await modulesOfStart('worker');
  expect(foundIn(loaded['process-main'], ['jobs/', 'delivery/sending'])).toHaveLength(2);
  expect(foundIn(loaded['process-main'], ['capture/', ...PANEL, ...FILES, ...FIRST_USE])).toEqual([]);
});

test('beside others the files role loads the doors in its own process, and none of the rest', async () => {
  const loaded = await modulesOfStart('web,files');
  expect(foundIn(loaded['process-files-worker'], FILES)).toEqual(FILES);
  expect(foundIn(loaded['process-files-worker'], ['capture/', 'fastify', ...PANEL, ...JOBS, ...FIRST_USE])).toEqual([]);
  // By @fastify/swagger.
  const ofPanel = FIRST_USE.filter((name) => name !== 'yaml');
  expect(foundIn(loaded['process-main'], ['capture/', 'jobs/', 'pg-boss/dist', ...ofPanel])).toEqual([]);
});

test('the process for files is started, and the internal API listens, before anything of the roles is loaded', async () => {
  const loaded = (await modulesOfStart('web,files'))['process-main']!;
  const before = loaded.slice(
    0,
    loaded.findIndex((url) => url.endsWith('/src/compose/roles.ts')),
  );
  expect(foundIn(before, ['api/internal-api', 'compose/files-process'])).toHaveLength(2);
  expect(foundIn(before, ['tenants/', 'intake/index', 'archive/', 'encoding/', 'api/create-api'])).toEqual([]);
});
