import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  makeSshKey,
  NotVisible,
  type PushConnection,
  type PushTarget,
  type SftpSettings,
  testTarget,
  TIME_LIMITS,
} from '../../src/platform/push-target/index.ts';
import { connectTo, loopbackTarget } from '../kit/push/loopback-target.ts';
import { Openssh } from '../kit/push/openssh.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { SERVER_ACCOUNT, SMALL_DISK } from '../kit/push/server-folder.ts';
import { after, type Faults, slow, TcpProxy } from '../kit/push/tcp-proxy.ts';
import { digestAt, MemorySource, sizeAt } from '../kit/push/memory-source.ts';
import { freePort } from '../kit/free-port.ts';
import { sha256 } from '../kit/ftp-peer-tree.ts';

const LONG = randomBytes(20_000_000);
const QUIET = { onProgress: () => {} };

let server: Openssh;

beforeAll(async () => {
  server = await Openssh.start({ smallDisk: SERVER_ACCOUNT !== null });
});

afterAll(async () => {
  await server?.stop();
});

async function connection(changes: Partial<SftpSettings> = {}, target?: PushTarget): Promise<PushConnection> {
  const made = await connectTo(server.settings(changes), new AbortController().signal, target);
  onTestFinished(() => made.close());
  return made;
}

async function spoilt(faults: () => Faults, target?: PushTarget): Promise<PushConnection> {
  const proxy = await TcpProxy.start(server.port, faults);
  onTestFinished(() => proxy.stop());
  return connection({ port: proxy.port }, target);
}

function onDisk(path: string): string {
  return join(server.folder.files, path);
}

describe('cannot connect', () => {
  test('no server at the port', async () => {
    const port = await freePort();
    await expect(connection({ port })).rejects.toMatchObject({ code: 'refused' });
  });

  test('a key that the server does not know', async () => {
    const { privateKey } = makeSshKey();
    await expect(connection({ privateKey })).rejects.toMatchObject({ code: 'wrong-password', kind: { retry: 'no' } });
  });

  test('a wrong password', async () => {
    const byPassword = await Proftpd.start({ sftp: true });
    onTestFinished(() => byPassword.stop());
    const attempt = connectTo(byPassword.sftpSettings({ password: 'inne' }));
    await expect(attempt).rejects.toMatchObject({ code: 'wrong-password' });
    await expect(attempt).rejects.not.toThrow('inne');
  });

  test('a server that does not speak SSH', async () => {
    const ftp = await Proftpd.start();
    onTestFinished(() => ftp.stop());
    const target = loopbackTarget({ limits: { ...TIME_LIMITS, connectMs: 2000 } });
    const attempt = connection({ port: ftp.port }, target);
    await expect(attempt).rejects.toMatchObject({ code: 'connection-lost' });
  });

  test('a server that sends no greeting', async () => {
    const target = loopbackTarget({ limits: { ...TIME_LIMITS, connectMs: 200 } });
    await expect(spoilt(() => ({ toClient: () => 'silence' }), target)).rejects.toMatchObject({ code: 'timeout' });
  });
});

describe('the host key', () => {
  test('is reported at the first connection as ssh-keygen prints it, and required from then on', async () => {
    const { fingerprint } = (await connection()).peer;
    const shown = execFileSync('ssh-keygen', ['-lf', join(server.folder.path, 'host-key.pub')]).toString();
    expect(shown.split(' ')[1]).toBe(fingerprint);
    expect((await connection({ hostKey: fingerprint })).peer).toEqual({ protection: 'ssh', fingerprint });
  });

  test('that has changed is rejected before anything is sent, and reported', async () => {
    const first = await Openssh.start();
    const before = await connectTo(first.settings());
    const hostKey = before.peer.fingerprint;
    await before.close();
    await first.stop();
    const second = await Openssh.start({ port: first.port });
    onTestFinished(() => second.stop());
    const attempt = connectTo(second.settings({ hostKey }));
    await expect(attempt).rejects.toMatchObject({ code: 'host-key-changed', kind: { retry: 'no' } });
    const { fingerprint } = (await attempt.catch((error: unknown) => error)) as { fingerprint: string };
    expect(fingerprint).toMatch(/^SHA256:/);
    expect(fingerprint).not.toBe(hostKey);
    const confirmed = await connectTo(second.settings({ hostKey: fingerprint }));
    await confirmed.close();
  });
});

test('OpenSSH can read our keys', () => {
  const { publicKey } = makeSshKey('fonoteka klienta');
  const shown = execFileSync('ssh-keygen', ['-lf', '-'], { input: publicKey }).toString();
  expect(shown).toMatch(/^256 SHA256:\S+ fonoteka klienta \(ED25519\)/);
});

describe('refusals', () => {
  test('a full disk', async () => {
    expect(SERVER_ACCOUNT, 'only root may mount a small disk').not.toBeNull();
    const made = await connection();
    const upload = made.upload(`${SMALL_DISK}/a.mp3.part`, new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'no-space', kind: { retry: 'backoff' } });
    const fitting = LONG.subarray(0, 500_000);
    await made.upload(`${SMALL_DISK}/a.mp3.part`, new MemorySource(fitting), QUIET);
    expect(await digestAt(made, `${SMALL_DISK}/a.mp3.part`)).toBe(sha256(fitting));
  });

  test('writing', async () => {
    const readOnly = await Openssh.start({ sftpOptions: '-R' });
    onTestFinished(() => readOnly.stop());
    const made = await connectTo(readOnly.settings());
    onTestFinished(() => made.close());
    await expect(made.upload('a.mp3', new MemorySource(LONG), QUIET)).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('renaming: the connection test reports it and cleans up', async () => {
    const noRename = await Openssh.start({ sftpOptions: '-P rename,posix-rename' });
    onTestFinished(() => noRename.stop());
    const outcome = await testTarget(() => connectTo(noRename.settings()));
    expect(outcome.steps.find(({ step }) => step === 'rename')).toMatchObject({ code: 'rename-refused' });
    const made = await connectTo(noRename.settings());
    onTestFinished(() => made.close());
    expect(await made.list('')).toEqual([]);
    await made.upload('a.mp3.part', new MemorySource(LONG), QUIET);
    const refused = made.rename('a.mp3.part', 'a.mp3');
    await expect(refused).rejects.toMatchObject({ code: 'rename-refused', kind: { retry: 'no' } });
    expect(await digestAt(made, 'a.mp3.part')).toBe(sha256(LONG));
  });

  test('reading and listing: an account that may only write delivers, and the connection test passes', async () => {
    const drop = await Openssh.start({ sftpOptions: '-P read,opendir,readdir' });
    onTestFinished(() => drop.stop());
    const made = await connectTo(drop.settings());
    onTestFinished(() => made.close());
    expect(await made.list('')).toBeInstanceOf(NotVisible);
    await made.upload('a.mp3.part', new MemorySource(LONG), QUIET);
    await made.rename('a.mp3.part', 'a.mp3');
    expect(readFileSync(join(drop.folder.files, 'a.mp3')).equals(LONG)).toBe(true);
    await expect(digestAt(made, 'a.mp3')).rejects.toMatchObject({ code: 'not-permitted' });
    const outcome = await testTarget(() => connectTo(drop.settings()));
    expect(outcome.passed).toBe(true);
    expect(outcome.steps.map(({ outcome: of }) => of)).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
      'not-allowed',
      'passed',
    ]);
    expect(outcome.verifies).toBe('size');
  });
});

describe('a connection that breaks', () => {
  test('in the middle of a file: the upload resumes there', async () => {
    const broken = await spoilt(() => ({ toServer: after(9_000_000, 'cut') }));
    const upload = broken.upload('cut.mp3.part', new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'connection-lost' });
    const made = await connection();
    const held = await sizeAt(made, 'cut.mp3.part');
    const source = new MemorySource(LONG);
    const { resumedFrom } = await made.upload('cut.mp3.part', source, { ...QUIET, resumeFrom: held });
    expect(resumedFrom).toBeGreaterThan(1_000_000);
    expect(source.starts).toEqual([resumedFrom]);
    await made.rename('cut.mp3.part', 'cut.mp3');
    expect(readFileSync(onDisk('cut.mp3')).equals(LONG)).toBe(true);
  });

  test('between the last byte and the reply: only the end is sent again', async () => {
    const file = onDisk('answer.mp3.part');
    const isWhole = (): boolean => existsSync(file) && statSync(file).size === LONG.length;
    const broken = await spoilt(() => ({ toClient: (chunk) => (isWhole() ? 'cut' : chunk) }));
    const upload = broken.upload('answer.mp3.part', new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'connection-lost' });
    const made = await connection();
    const source = new MemorySource(LONG);
    await made.upload('answer.mp3.part', source, { ...QUIET, resumeFrom: LONG.length });
    expect(source.starts[0]).toBeGreaterThan(LONG.length - 3_000_000);
    expect(readFileSync(file).equals(LONG)).toBe(true);
  });

  test('while a file is read back', async () => {
    const made = await connection();
    await made.upload('read.mp3', new MemorySource(LONG), QUIET);
    const broken = await spoilt(() => ({ toClient: after(5_000_000, 'cut') }));
    const reading = (async () => {
      for await (const _ of await broken.read('read.mp3'));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'connection-lost' });
    await expect(broken.stat('read.mp3')).rejects.toMatchObject({ code: 'connection-lost' });
  });

  test('without closing: the timeout ends it', async () => {
    const target = loopbackTarget({ limits: { ...TIME_LIMITS, stallMs: 300 } });
    const broken = await spoilt(() => ({ toServer: after(1_000_000, 'silence') }), target);
    const upload = broken.upload('silent.mp3', new MemorySource(LONG), QUIET);
    await expect(upload).rejects.toMatchObject({ code: 'timeout' });
  });
});

test('a line of 1 kB/s does not time out', async () => {
  let isSlow = false;
  const slowly = slow(1000);
  const made = await spoilt(() => ({ toServer: (chunk) => (isSlow ? slowly(chunk) : chunk) }));
  await made.stat('none');
  isSlow = true;
  await made.upload('slow.mp3', new MemorySource(LONG.subarray(0, 1000)), QUIET);
  expect(readFileSync(onDisk('slow.mp3')).equals(LONG.subarray(0, 1000))).toBe(true);
});

test('a file that is shorter than what was sent fails the upload', async () => {
  const made = await connection();
  const onProgress = (sentBytes: number): void => {
    if (sentBytes === LONG.length) truncateSync(onDisk('lie.mp3'), 7);
  };
  const upload = made.upload('lie.mp3', new MemorySource(LONG), { onProgress });
  await expect(upload).rejects.toMatchObject({ code: 'size-differs' });
  const held = await sizeAt(made, 'lie.mp3');
  await made.upload('lie.mp3', new MemorySource(LONG), { ...QUIET, resumeFrom: held });
  expect(readFileSync(onDisk('lie.mp3')).equals(LONG)).toBe(true);
});
