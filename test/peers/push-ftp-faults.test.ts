import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/platform/clock/index.ts';
import {
  createAddressGuard,
  createPushTarget,
  type FtpSettings,
  type PushConnection,
  type PushTarget,
  readCertificateFingerprint,
  readNetwork,
  testTarget,
  TIME_LIMITS,
} from '../../src/platform/push-target/index.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { freePort } from '../kit/push/daemon.ts';
import { connectTo, loopbackTarget } from '../kit/push/loopback-target.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { SERVER_ACCOUNT, ServerFolder, SMALL_DISK } from '../kit/push/server-folder.ts';
import { after, type Faults, ftpProxy, slow } from '../kit/push/tcp-proxy.ts';
import { MemorySource } from '../kit/push/upload-of.ts';

const LONG = randomBytes(20_000_000);
const QUIET = { onProgress: () => {} };

const certificates = new ServerFolder();
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
    ],
  });
  server.folder.makeFolder('files/no-rename');
  server.folder.makeFolder('files/read-only');
});

afterAll(async () => {
  await server?.stop();
  certificates.remove();
});

async function connection(changes: Partial<FtpSettings> = {}, target?: PushTarget): Promise<PushConnection> {
  const signal = new AbortController().signal;
  const made = await connectTo(server.settings(changes), signal, target);
  onTestFinished(() => made.close());
  return made;
}

/** A way to the server that is spoilt. */
async function spoilt(faults: Parameters<typeof ftpProxy>[1], target?: PushTarget): Promise<PushConnection> {
  const proxy = await ftpProxy(server.port, faults);
  onTestFinished(() => proxy.stop());
  return connection({ port: proxy.port }, target);
}

function onDisk(path: string): Buffer {
  return readFileSync(join(server.folder.files, path));
}

/** What the server showed when it was refused: what a customer is asked to confirm. */
async function fingerprintOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.catch((failure: { fingerprint: string }) => failure);
  return (error as { fingerprint: string }).fingerprint;
}

describe('no way in', () => {
  test('nobody at the port', async () => {
    const port = await freePort();
    await expect(connection({ port })).rejects.toMatchObject({ code: 'refused', kind: { retry: 'backoff' } });
  });

  test('a wrong password', async () => {
    const attempt = connection({ password: 'inne' });
    await expect(attempt).rejects.toMatchObject({ code: 'wrong-password', kind: { retry: 'no' } });
    await expect(attempt).rejects.not.toThrow('inne');
  });

  test('a network of the operator', async () => {
    const guarded = createPushTarget({ guard: createAddressGuard({ allowed: [] }), clock: systemClock });
    await expect(connection({}, guarded)).rejects.toMatchObject({ code: 'target-forbidden' });
  });

  test('a server that never greets', async () => {
    const target = loopbackTarget({ limits: { ...TIME_LIMITS, connectMs: 200 } });
    const faults = { control: () => ({ toClient: () => 'silence' as const }) };
    await expect(spoilt(faults, target)).rejects.toMatchObject({ code: 'timeout' });
  });

  test('a server without TLS where TLS is asked for', async () => {
    await expect(connection({ kind: 'ftps' })).rejects.toMatchObject({ code: 'encryption-refused' });
  });
});

describe('certificates', () => {
  let authority: TestAuthority;
  beforeAll(() => {
    authority = new TestAuthority(certificates.path);
  });

  async function meeting(
    { host = 'localhost', days = 2 }: { host?: string; days?: number },
    { certificate = null, known = true }: { certificate?: string | null; known?: boolean } = {},
  ): Promise<PushConnection> {
    const encrypted = await Proftpd.start({ certificate: authority.issue(host, days) });
    onTestFinished(() => encrypted.stop());
    const target = loopbackTarget({ authorities: known ? [authority.pem] : [] });
    const settings = encrypted.settings({ kind: 'ftps', certificate });
    const made = await connectTo(settings, new AbortController().signal, target);
    onTestFinished(() => made.close());
    return made;
  }

  test('a valid one', async () => {
    expect((await meeting({})).peer).toMatchObject({ protection: 'tls' });
  });

  test('an expired one', async () => {
    await expect(meeting({ days: -1 })).rejects.toMatchObject({ code: 'certificate-expired' });
  });

  test('one of another host', async () => {
    await expect(meeting({ host: 'ftp.example.com' })).rejects.toMatchObject({ code: 'certificate-invalid' });
  });

  test.each([
    ['of an unknown authority', 2, 'certificate-invalid'],
    ['expired, of an unknown authority', -1, 'certificate-expired'],
  ])('one that is %s is shown, and taken when it is confirmed', async (_, days, code) => {
    const encrypted = await Proftpd.start({ certificate: authority.issue('localhost', days) });
    onTestFinished(() => encrypted.stop());
    const first = connectTo(encrypted.settings({ kind: 'ftps' }));
    await expect(first).rejects.toMatchObject({ code, kind: { retry: 'no' } });
    const shown = readCertificateFingerprint(await fingerprintOf(first));
    if (!shown.ok) throw new Error(shown.reason);
    const confirmed = await connectTo(encrypted.settings({ kind: 'ftps', certificate: shown.value }));
    await confirmed.upload('a.mp3', new MemorySource(LONG), QUIET);
    expect(confirmed.peer).toEqual({ protection: 'tls', fingerprint: shown.value });
    await confirmed.close();
  });

  test('another one than the confirmed', async () => {
    const attempt = meeting({}, { certificate: Array.from({ length: 32 }, () => 'AB').join(':') });
    await expect(attempt).rejects.toMatchObject({ code: 'certificate-changed' });
    expect(await fingerprintOf(attempt)).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  test('of the name that was resolved once, at the address that was checked', async () => {
    const encrypted = await Proftpd.start({ certificate: authority.issue('ftp.klient.pl') });
    onTestFinished(() => encrypted.stop());
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const loopback = readNetwork('127.0.0.0/8');
    if (!loopback.ok) throw new Error(loopback.reason);
    const guard = createAddressGuard({ allowed: [loopback.value], resolveName: async () => answers.shift() ?? [] });
    const target = createPushTarget({ guard, clock: systemClock, authorities: [authority.pem] });
    const settings = encrypted.settings({ kind: 'ftps', host: 'ftp.klient.pl' });
    const made = await connectTo(settings, new AbortController().signal, target);
    await made.upload('a.mp3', new MemorySource(Buffer.from('a')), QUIET);
    await made.close();
    expect(answers).toEqual([['10.0.0.1']]);
  });
});

describe('refused', () => {
  test.skipIf(SERVER_ACCOUNT === null)('the disk is full', async () => {
    const upload = (await connection()).upload(`${SMALL_DISK}/a.mp3`, new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'not-stored', kind: { retry: 'backoff' } });
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

  test('renaming, and the test of the target says so and cleans up', async () => {
    const outcome = await testTarget(() => connection({ folder: 'no-rename' }));
    expect(outcome.holds).toBe(false);
    expect(outcome.steps.map(({ step, outcome, code }) => [step, outcome, code])).toEqual([
      ['connect', 'holds', null],
      ['write', 'holds', null],
      ['rename', 'fails', 'rename-refused'],
      ['read-back', 'not-tried', null],
      ['remove', 'not-tried', null],
    ]);
    expect(await (await connection()).list('no-rename')).toEqual([]);
  });

  test('the connection works on after a refusal', async () => {
    const made = await connection();
    await made.upload('read-only/a.mp3', new MemorySource(LONG), QUIET).catch(() => {});
    await made.upload(`${SMALL_DISK}/b.mp3`, new MemorySource(LONG), QUIET).catch(() => {});
    await made.remove(`${SMALL_DISK}/b.mp3`);
    await made.upload('c.mp3', new MemorySource(LONG), QUIET);
    expect(onDisk('c.mp3').equals(LONG)).toBe(true);
  });
});

describe('a line that breaks', () => {
  test('in the middle of a file: gone on from where it broke', async () => {
    const broken = await spoilt({ data: () => ({ toServer: after(7_000_000, 'cut') }) });
    const upload = broken.upload('cut.mp3.part', new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'connection-lost' });
    const made = await connection();
    const held = (await made.stat('cut.mp3.part'))!.sizeBytes;
    expect(held).toBeGreaterThan(1_000_000);
    const source = new MemorySource(LONG);
    const { resumedFrom } = await made.upload('cut.mp3.part', source, { ...QUIET, resumeFrom: held });
    expect(source.starts).toEqual([resumedFrom]);
    expect(resumedFrom).toBe(held);
    await made.rename('cut.mp3.part', 'cut.mp3');
    expect(onDisk('cut.mp3').equals(LONG)).toBe(true);
  });

  test('between the last byte and the answer: nothing is sent twice', async () => {
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

  test('while the server is asked', async () => {
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

  test('by falling silent: the time limit ends it', async () => {
    const target = loopbackTarget({ limits: { ...TIME_LIMITS, stallMs: 300 } });
    const broken = await spoilt({ data: () => ({ toServer: after(1_000_000, 'silence') }) }, target);
    const upload = broken.upload('silent.mp3', new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'timeout' });
  });
});

test('a line of 1 kB/s is slow, not dead', async () => {
  const target = loopbackTarget({ limits: { ...TIME_LIMITS, stallMs: 200, answerMs: 2000 } });
  const made = await spoilt({ data: () => ({ toServer: slow(1000) }) }, target);
  await made.upload('slow.mp3', new MemorySource(LONG.subarray(0, 1500)), QUIET);
  expect(onDisk('slow.mp3').equals(LONG.subarray(0, 1500))).toBe(true);
});

test('a server that lies about the size is not believed to have the file', async () => {
  const lie: Faults = { toClient: (chunk) => Buffer.from(chunk.toString().replace(/^213 \d+/, '213 7')) };
  const made = await spoilt({ control: () => lie });
  const upload = made.upload('lie.mp3', new MemorySource(LONG), QUIET);
  await expect(upload).rejects.toMatchObject({ code: 'size-differs' });
});

test('the address in a reply to PASV is not believed', async () => {
  const faults: Faults = {
    toServer: (chunk) => Buffer.from(chunk.toString().replace('EPSV', 'XPSV')),
    toClient: (chunk) => Buffer.from(chunk.toString().replace('(127,0,0,1,', '(10,9,8,7,')),
  };
  const made = await spoilt({ control: () => faults });
  await made.upload('pasv.mp3', new MemorySource(Buffer.from('pasv')), QUIET);
  expect(onDisk('pasv.mp3').toString()).toBe('pasv');
});

test('a bandwidth is kept to', async () => {
  const made = await connection();
  const begun = performance.now();
  const source = new MemorySource(LONG.subarray(0, 100_000));
  await made.upload('paced.mp3', source, { ...QUIET, bytesPerSecond: 200_000 });
  expect(performance.now() - begun).toBeGreaterThan(300);
});
