import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  NotVisible,
  type PushConnection,
  type SftpSettings,
  testTarget,
} from '../../src/platform/push-target/index.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { MemorySource } from '../kit/push/memory-source.ts';
import { ScriptedSftpServer, type SftpRules } from '../kit/push/scripted-sftp-server.ts';

const CONTENT = randomBytes(100_000);
/** Longer than what is sent again before the point where an upload continues. */
const LONG = randomBytes(3_500_000);
const QUIET = { onProgress: () => {} };
/** Of draft-ietf-secsh-filexfer-02 §7, and 11 of -13. */
const [MISSING, DENIED, FAILURE, UNSUPPORTED, EXISTS] = [2, 3, 4, 8, 11];

let server: ScriptedSftpServer;

beforeAll(async () => {
  server = await ScriptedSftpServer.start();
});

afterAll(() => server?.stop());

/** The server, empty, with other rules. */
function scripted(rules: SftpRules): ScriptedSftpServer {
  server.clear();
  server.rules = rules;
  return server;
}

async function connection({ settings }: { readonly settings: SftpSettings }): Promise<PushConnection> {
  const made = await connectTo(settings);
  onTestFinished(() => made.close());
  return made;
}

const refuseLooks = (status: number) => ({ stat: status, lstat: status, fstat: status, opendir: status, read: status });

/** What a server refuses, and what can be seen of an uploaded file. */
const SERVERS: readonly (readonly [string, SftpRules, 'size' | 'nothing'])[] = [
  ['3 to every look', { refuse: refuseLooks(DENIED) }, 'nothing'],
  ['4 to every look', { refuse: refuseLooks(FAILURE) }, 'nothing'],
  ['8 to every look', { refuse: refuseLooks(UNSUPPORTED) }, 'nothing'],
  ['2 to every look, to hide everything', { refuse: refuseLooks(MISSING) }, 'nothing'],
  ['4 for what does not exist', { absent: FAILURE }, 'size'],
  ['3 for what does not exist', { absent: DENIED }, 'size'],
  ['8 for what does not exist', { absent: UNSUPPORTED }, 'size'],
  ['3 to STAT only', { refuse: { stat: DENIED } }, 'size'],
  ['3 to STAT and LSTAT', { refuse: { stat: DENIED, lstat: DENIED } }, 'size'],
  ['3 to all looks but FSTAT', { refuse: { stat: DENIED, lstat: DENIED, opendir: DENIED } }, 'size'],
  ['4 to STAT and LSTAT', { refuse: { stat: FAILURE, lstat: FAILURE } }, 'size'],
  ['11 to MKDIR of what exists', { refuse: { stat: DENIED, mkdir: EXISTS } }, 'size'],
];

for (const [name, rules, sees] of SERVERS) {
  test(`a server that answers ${name}: the file arrives once, and it is said what was seen`, async () => {
    scripted(rules);
    const made = await connection(server);
    const folder = rules.refuse?.mkdir === undefined ? '2026/03/10/' : '';
    // Sent twice, as after a broken connection.
    for (const resumeFrom of [0, CONTENT.length]) {
      const uploaded = await made.upload(`${folder}a.mp3.part`, new MemorySource(CONTENT), { ...QUIET, resumeFrom });
      expect(uploaded.verified).toBe(sees);
    }
    await made.rename(`${folder}a.mp3.part`, `${folder}a.mp3`);
    expect([...server.files.keys()]).toEqual([`${folder}a.mp3`]);
    expect(server.files.get(`${folder}a.mp3`)!.equals(CONTENT)).toBe(true);
    server.clear();
    const outcome = await testTarget(() => connectTo(server.settings));
    expect(outcome.steps.filter(({ outcome: of }) => of === 'failed')).toEqual([]);
    expect(outcome.passed).toBe(true);
    const check = outcome.steps.find(({ step }) => step === 'check');
    expect(check?.outcome).toBe(sees === 'size' ? 'passed' : 'not-allowed');
    expect(server.files.size).toBe(0);
  });
}

test('what may not be looked at is not called missing', async () => {
  const made = await connection(scripted({ refuse: refuseLooks(FAILURE) }));
  expect(await made.stat('a.mp3')).toBeInstanceOf(NotVisible);
  expect(await made.list('')).toBeInstanceOf(NotVisible);
});

test.each([DENIED, MISSING])('a list that is refused with %s is not called empty', async (status) => {
  const made = await connection(scripted({ refuse: refuseLooks(status) }));
  await made.upload('2026/03/10/a.mp3', new MemorySource(CONTENT), QUIET);
  expect(await made.list('2026/03/10')).toBeInstanceOf(NotVisible);
});

test('a folder that is missing is empty, and not called hidden, where the server shows others', async () => {
  const made = await connection(scripted({}));
  expect(await made.list('2026/03/10')).toEqual([]);
});

test('a server that says 4 for a missing file: the list tells that it is missing', async () => {
  const made = await connection(scripted({ absent: FAILURE }));
  expect(await made.stat('a.mp3')).toBeNull();
  await made.remove('a.mp3');
  await expect(made.read('a.mp3')).rejects.toMatchObject({ code: 'file-missing' });
});

test('a size that is seen and differs fails, whatever may not be looked at', async () => {
  scripted({ refuse: { stat: DENIED, lstat: DENIED } });
  const made = await connection(server);
  const onProgress = (sentBytes: number): void => {
    if (sentBytes === CONTENT.length) server.files.set('a.mp3', CONTENT.subarray(0, 7));
  };
  const upload = made.upload('a.mp3', new MemorySource(CONTENT), { onProgress });
  await expect(upload).rejects.toMatchObject({ code: 'size-differs' });
});

test.each([
  ['opening without truncating', { refuse: { continue: DENIED } }],
  ['writing to a file that is there', { writeToExisting: UNSUPPORTED }],
] as const)('a server that refuses %s: an upload is not continued but begun again', async (_, rules) => {
  scripted({});
  const made = await connection(server);
  await made.upload('a.mp3', new MemorySource(LONG.subarray(0, 3_000_000)), QUIET);
  server.rules = rules;
  const uploaded = await made.upload('a.mp3', new MemorySource(LONG), { ...QUIET, resumeFrom: LONG.length });
  expect(uploaded.resumedFrom).toBe(0);
  expect(server.files.get('a.mp3')!.equals(LONG)).toBe(true);
});
