import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import {
  createAddressGuard,
  createPushTarget,
  type FtpSettings,
  type PushConnection,
  type PushTarget,
  testTarget,
  TIME_LIMITS,
} from '../../src/platform/push-target/index.ts';
import { connectTo, loopbackTarget } from '../kit/push/loopback-target.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { SERVER_ACCOUNT, SMALL_DISK } from '../kit/push/server-folder.ts';
import { after, type Faults, ftpProxy, slow } from '../kit/push/tcp-proxy.ts';
import { digestAt, MemorySource, sizeAt } from '../kit/push/memory-source.ts';
import { freePort } from '../kit/free-port.ts';
import { sha256 } from '../kit/ftp-peer-tree.ts';

const LONG = randomBytes(20_000_000);
const QUIET = { onProgress: () => {} };

let server: Proftpd;

beforeAll(async () => {
  server = await Proftpd.start({
    smallDisk: SERVER_ACCOUNT !== null,
    config: [
      'AllowOverwrite on',
      'AllowStoreRestart on',
      '<Directory ~/no-rename>',
      '  <Limit RNTO>',
      '    DenyAll',
      '  </Limit>',
      '</Directory>',
      '<Directory ~/read-only>',
      '  <Limit WRITE>',
      '    DenyAll',
      '  </Limit>',
      '</Directory>',
      '<Directory ~/drop>',
      '  <Limit READ>',
      '    DenyAll',
      '  </Limit>',
      '</Directory>',
    ],
  });
  for (const name of ['no-rename', 'read-only', 'drop']) server.folder.makeFolder(`files/${name}`);
});

afterAll(async () => {
  await server?.stop();
});

async function connection(changes: Partial<FtpSettings> = {}, target?: PushTarget): Promise<PushConnection> {
  const signal = new AbortController().signal;
  const made = await connectTo(server.settings(changes), signal, target);
  onTestFinished(() => made.close());
  return made;
}

/** A proxy that disturbs the connection to the server. */
async function spoilt(faults: Parameters<typeof ftpProxy>[1], target?: PushTarget): Promise<PushConnection> {
  const proxy = await ftpProxy(server.port, faults);
  onTestFinished(() => proxy.stop());
  return connection({ port: proxy.port }, target);
}

function onDisk(path: string): Buffer {
  return readFileSync(join(server.folder.files, path));
}

describe('cannot connect', () => {
  test('no server at the port', async () => {
    const port = await freePort();
    await expect(connection({ port })).rejects.toMatchObject({ code: 'refused', kind: { retry: 'backoff' } });
  });

  test('a wrong password', async () => {
    const attempt = connection({ password: 'inne' });
    await expect(attempt).rejects.toMatchObject({ code: 'wrong-password', kind: { retry: 'no' } });
    await expect(attempt).rejects.not.toThrow('inne');
  });

  test('an address in the operator’s network', async () => {
    const guarded = createPushTarget({ guard: createAddressGuard({ allowed: [] }), clock: systemClock });
    await expect(connection({}, guarded)).rejects.toMatchObject({ code: 'target-forbidden' });
  });

  test('a server that sends no greeting', async () => {
    const target = loopbackTarget({ limits: { ...TIME_LIMITS, connectMs: 200 } });
    const faults = { control: () => ({ toClient: () => 'silence' as const }) };
    await expect(spoilt(faults, target)).rejects.toMatchObject({ code: 'timeout' });
  });

  test('a server without TLS although TLS is required', async () => {
    await expect(connection({ kind: 'ftps' })).rejects.toMatchObject({ code: 'encryption-refused' });
  });
});

describe('refusals', () => {
  test('a full disk', async () => {
    expect(SERVER_ACCOUNT, 'only root may mount a small disk').not.toBeNull();
    const made = await connection();
    const upload = made.upload(`${SMALL_DISK}/a.mp3.part`, new MemorySource(LONG), QUIET);
    // ProFTPD answers 552, or 451 when it notices at the end of the file only.
    const code = expect.stringMatching(/^(not-stored|no-space)$/);
    await expect(upload).rejects.toMatchObject({ code, kind: { retry: 'backoff' } });
    const fitting = LONG.subarray(0, 500_000);
    await made.upload(`${SMALL_DISK}/a.mp3.part`, new MemorySource(fitting), QUIET);
    expect(await digestAt(made, `${SMALL_DISK}/a.mp3.part`)).toBe(sha256(fitting));
  });

  test('writing', async () => {
    const upload = (await connection()).upload('read-only/a.mp3', new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'not-permitted' });
    await expect((await connection()).upload('read-only/b/c.mp3', new MemorySource(LONG), QUIET)).rejects.toMatchObject(
      {
        code: 'not-permitted',
      },
    );
  });

  test('renaming: the connection test reports it and cleans up', async () => {
    const outcome = await testTarget(() => connection({ folder: 'no-rename' }));
    expect(outcome.passed).toBe(false);
    expect(outcome.steps.map(({ step, outcome, code }) => [step, outcome, code])).toEqual([
      ['connect', 'passed', null],
      ['write', 'passed', null],
      ['check', 'passed', null],
      ['rename', 'failed', 'rename-refused'],
      ['read-back', 'not-tried', null],
      ['remove', 'not-tried', null],
    ]);
    const made = await connection();
    expect(await made.list('no-rename')).toEqual([]);
    await made.upload('no-rename/a.mp3.part', new MemorySource(LONG), QUIET);
    const refused = made.rename('no-rename/a.mp3.part', 'no-rename/a.mp3');
    await expect(refused).rejects.toMatchObject({ code: 'rename-refused', kind: { retry: 'no' } });
    expect(onDisk('no-rename/a.mp3.part').equals(LONG)).toBe(true);
  });

  test('the connection can be used after a refusal', async () => {
    const made = await connection();
    await made.upload('read-only/a.mp3', new MemorySource(LONG), QUIET).catch(() => {});
    await made.upload(`${SMALL_DISK}/b.mp3`, new MemorySource(LONG), QUIET).catch(() => {});
    await made.remove(`${SMALL_DISK}/b.mp3`);
    await made.upload('c.mp3', new MemorySource(LONG), QUIET);
    expect(onDisk('c.mp3').equals(LONG)).toBe(true);
  });
});

describe('an account that may only write', () => {
  test('delivers if it may list, and the connection test passes', async () => {
    const made = await connection({ folder: 'drop' });
    await made.upload('a.mp3.part', new MemorySource(LONG), QUIET);
    await made.rename('a.mp3.part', 'a.mp3');
    expect(onDisk('drop/a.mp3').equals(LONG)).toBe(true);
    expect(await made.stat('a.mp3')).toEqual({ sizeBytes: LONG.length });
    await expect(made.read('a.mp3')).rejects.toMatchObject({ code: 'not-permitted' });
    const outcome = await testTarget(() => connection({ folder: 'drop' }));
    expect(outcome.passed).toBe(true);
    expect(outcome.steps.map(({ outcome: of }) => of)).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
      'not-allowed',
      'passed',
    ]);
  });
});

describe('a connection that breaks', () => {
  test('in the middle of a file: the upload resumes there', async () => {
    const broken = await spoilt({ data: () => ({ toServer: after(7_000_000, 'cut') }) });
    const upload = broken.upload('cut.mp3.part', new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'connection-lost' });
    const made = await connection();
    const held = await sizeAt(made, 'cut.mp3.part');
    expect(held).toBeGreaterThan(1_000_000);
    const source = new MemorySource(LONG);
    const { resumedFrom } = await made.upload('cut.mp3.part', source, { ...QUIET, resumeFrom: held });
    expect(source.starts).toEqual([resumedFrom]);
    expect(resumedFrom).toBe(held);
    await made.rename('cut.mp3.part', 'cut.mp3');
    expect(onDisk('cut.mp3').equals(LONG)).toBe(true);
  });

  test('between the last byte and the reply: nothing is sent twice', async () => {
    const answer: Faults = { toClient: (chunk) => (chunk.toString().startsWith('226') ? 'cut' : chunk) };
    const broken = await spoilt({ control: () => answer });
    const upload = broken.upload('answer.mp3.part', new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'connection-lost' });
    const made = await connection();
    const source = new MemorySource(LONG);
    await made.upload('answer.mp3.part', source, { ...QUIET, resumeFrom: LONG.length });
    expect(source.starts).toEqual([]);
    expect(onDisk('answer.mp3.part').equals(LONG)).toBe(true);
  });

  test('while a command is waiting for its reply', async () => {
    const broken = await spoilt({
      control: () => ({ toServer: (chunk) => (chunk.toString().startsWith('SIZE') ? 'cut' : chunk) }),
    });
    await expect(broken.stat('a.mp3')).rejects.toMatchObject({ code: 'connection-lost' });
    await expect(broken.stat('a.mp3')).rejects.toMatchObject({ code: 'connection-lost' });
  });

  test('while a file is read back', async () => {
    const made = await connection();
    await made.upload('read.mp3', new MemorySource(LONG), QUIET);
    const broken = await spoilt({ data: () => ({ toClient: after(5_000_000, 'cut') }) });
    const reading = (async () => {
      for await (const _ of await broken.read('read.mp3'));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'connection-lost' });
  });

  test('without closing: the timeout ends it', async () => {
    const target = loopbackTarget({ limits: { ...TIME_LIMITS, stallMs: 300 } });
    const broken = await spoilt({ data: () => ({ toServer: after(1_000_000, 'silence') }) }, target);
    const upload = broken.upload('silent.mp3', new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'timeout' });
  });
});

test('a line of 1 kB/s does not time out', async () => {
  const target = loopbackTarget({ limits: { ...TIME_LIMITS, stallMs: 200, answerMs: 2000 } });
  const made = await spoilt({ data: () => ({ toServer: slow(1000) }) }, target);
  await made.upload('slow.mp3', new MemorySource(LONG.subarray(0, 1500)), QUIET);
  expect(onDisk('slow.mp3').equals(LONG.subarray(0, 1500))).toBe(true);
});

test('the rate limit is respected', async () => {
  const made = await connection();
  const begun = performance.now();
  const source = new MemorySource(LONG.subarray(0, 100_000));
  await made.upload('paced.mp3', source, { ...QUIET, bytesPerSecond: 200_000 });
  expect(performance.now() - begun).toBeGreaterThan(300);
});
