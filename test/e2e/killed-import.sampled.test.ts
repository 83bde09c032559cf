import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { ImportSummary } from '../../src/cli/import-progress.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { addSource, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import { startServer, type TestServer } from '../kit/postgres-server.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { sampled } from '../kit/sampled.ts';
import { fonoteka } from '../kit/service-process.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';
import { wavFile } from '../kit/wav-file.ts';

const FILES = sampled(60, 2_000);
const KILLS = sampled(2, 12);
const HOUR_MS = 3_600_000;
const PROGRAM = 'bin/fonoteka';

interface RunningImport {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown[]>;
  readonly stderr: () => string;
  readonly stdout: () => string;
}

/** An archive of recordings of 50 ms, and a Fonoteka with a PostgreSQL of its own, so that it can be away. */
class Archive {
  readonly root = temporaryFolder();
  readonly data = join(temporaryFolder(), 'data');
  readonly postgres: TestServer;
  readonly db: Database;
  source = '';

  private constructor(postgres: TestServer) {
    this.postgres = postgres;
    this.db = connect(postgres.url, quietLog);
  }

  static async of(files: number): Promise<Archive> {
    const postgres = await startServer();
    onTestFinished(() => postgres.stop());
    const archive = new Archive(postgres);
    onTestFinished(() => archive.db.destroy());
    await fonoteka(archive.data, archive.settings, 'migrate');
    const now = Date.now();
    const { tenantId } = await addTenant(archive.db, { name: 'Firma', plan: 'Biznes', numbers: ['221234567'] }, now);
    await setCallRecording(archive.db, tenantId, { enabled: true }, now);
    ({ sourceId: archive.source } = await addSource(archive.db, { name: 'Old PBX' }, now));
    const sound = wavFile({ channels: [Array.from({ length: 400 }, (_, at) => Math.sin(at / 10) / 2)] });
    for (let n = 0; n < files; n += 1) {
      const second = Math.floor((now - HOUR_MS) / 1000) - n;
      const folder = join(archive.root, String(n % 7), String(n % 5));
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `in-221234567-512345678-20260101-000000-${second}.${n}.wav`);
      writeFileSync(path, sound);
      utimesSync(path, second, second);
    }
    return archive;
  }

  get settings(): Record<string, string> {
    return { FONOTEKA_DATABASE_URL: this.postgres.url };
  }

  get words(): string[] {
    return ['import', this.root, '--source', this.source, '--template', 'freepbx', '--json'];
  }

  /** In a process of its own, with what it has written to stderr. */
  start(): RunningImport {
    const env = { ...process.env, FONOTEKA_DATA: this.data, FONOTEKA_LOG_LEVEL: 'silent', ...this.settings };
    const child = spawn(PROGRAM, this.words, { env });
    onTestFinished(() => void child.kill('SIGKILL'));
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk) => (written[name] += String(chunk)));
    return { child, exited: once(child, 'exit'), stderr: () => written.stderr, stdout: () => written.stdout };
  }

  /** Lets no file be stored, until the returned function is called or the server is stopped. Resolves when an import waits for that. */
  async holdBack(work: () => void): Promise<() => Promise<void>> {
    const client = new Client({ connectionString: this.postgres.url });
    client.on('error', () => {});
    await client.connect();
    await client.query('BEGIN; LOCK TABLE recordings IN EXCLUSIVE MODE');
    work();
    const waiting = sql<{
      count: number;
    }>`SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'recordings'::regclass`;
    await until('a file is held back', async () => (await waiting.execute(this.db)).rows[0]!.count > 0);
    return () => client.end();
  }

  async stored(): Promise<number> {
    const { count } = await this.db
      .selectFrom('recordings')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Each file is one recording with one call and one object, and nothing is left over. */
  async expectWhole(): Promise<void> {
    const calls = await this.db.selectFrom('calls').select('correlation_id').execute();
    expect(new Set(calls.map((call) => call.correlation_id)).size).toBe(FILES);
    expect([calls.length, await this.stored()]).toEqual([FILES, FILES]);
    const objects = readdirSync(join(this.data, 'recordings'), { recursive: true, encoding: 'utf8' });
    expect(objects.filter((name) => name.endsWith('.mp3'))).toHaveLength(FILES);
    expect(readdirSync(join(this.data, 'temporary'))).toEqual([]);
  }
}

test('an import that is killed again and again has every file exactly once in the end', {
  timeout: 600_000,
}, async () => {
  const archive = await Archive.of(FILES);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const { child, exited } = archive.start();
    const wanted = Math.floor((FILES * kill) / (KILLS + 1));
    await until(`${wanted} files are stored`, async () => (await archive.stored()) >= wanted);
    child.kill('SIGKILL');
    await exited;
  }
  const report = join(temporaryFolder(), 'report.csv');
  const { exitCode, stdout } = await fonoteka(archive.data, archive.settings, ...archive.words, '--report', report);
  const summary = JSON.parse(String(stdout)) as ImportSummary;
  expect(summary).toMatchObject({ files: FILES, refused: 0, failed: 0, complete: true });
  expect([exitCode, summary.stored + summary.repeated]).toEqual([0, FILES]);
  expect(readFileSync(report, 'utf8').trim().split('\n')).toHaveLength(FILES + 1);
  await archive.expectWhole();
});

test('an import waits for a database that is away, and goes on', { timeout: 600_000 }, async () => {
  const archive = await Archive.of(FILES);
  let running: RunningImport;
  await archive.holdBack(() => (running = archive.start()));
  await archive.postgres.pause();
  await until('it waits', () => running.stderr().includes('waiting: database-unreachable'));
  await archive.postgres.resume();
  expect(await running!.exited).toEqual([0, null]);
  expect(JSON.parse(running!.stdout())).toMatchObject({ files: FILES, refused: 0, failed: 0, complete: true });
  await archive.expectWhole();
});

test('a signal ends an import in order, and it can go on', { timeout: 600_000 }, async () => {
  const archive = await Archive.of(FILES);
  let running: RunningImport;
  const release = await archive.holdBack(() => (running = archive.start()));
  running!.child.kill('SIGTERM');
  await until('it has the signal', () => running.stderr().includes('ending'));
  await release();
  expect(await running!.exited).toEqual([1, null]);
  const ended = JSON.parse(running!.stdout()) as ImportSummary;
  expect(ended).toMatchObject({ complete: false, refused: 0, failed: 0, repeated: 0 });
  expect(await archive.stored()).toBe(ended.stored);
  expect(ended.stored).toBeLessThan(FILES);

  const { exitCode, stdout } = await fonoteka(archive.data, archive.settings, ...archive.words);
  expect(JSON.parse(String(stdout))).toMatchObject({ files: FILES, repeated: ended.stored, refused: 0, failed: 0 });
  expect(exitCode).toBe(0);
  await archive.expectWhole();
});
