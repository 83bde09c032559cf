import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type PushConnection, type PushTarget, TIME_LIMITS } from '../../src/platform/push-target/index.ts';
import { connectTo, loopbackTarget } from '../kit/push/loopback-target.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { type Faults, ftpProxy } from '../kit/push/tcp-proxy.ts';
import { MemorySource, sizeAt } from '../kit/push/memory-source.ts';

const LONG = randomBytes(20_000_000);
const QUIET = { onProgress: () => {} };

let server: Proftpd;

beforeAll(async () => {
  server = await Proftpd.start({ config: ['AllowOverwrite on', 'AllowStoreRestart on'] });
});

afterAll(async () => {
  await server?.stop();
});

async function connection(port = server.port, target?: PushTarget): Promise<PushConnection> {
  const made = await connectTo(server.settings({ port }), new AbortController().signal, target);
  onTestFinished(() => made.close());
  return made;
}

/** A server whose replies are changed on the way to us. */
async function tampered(control: Faults, target?: PushTarget): Promise<PushConnection> {
  const proxy = await ftpProxy(server.port, { control: () => control });
  onTestFinished(() => proxy.stop());
  return connection(proxy.port, target);
}

function doubled(chunk: Buffer): Buffer {
  return Buffer.concat([chunk, chunk]);
}

function onDisk(path: string): Buffer {
  return readFileSync(join(server.folder.files, path));
}

async function recovered(path: string): Promise<Buffer> {
  const made = await connection();
  const held = await sizeAt(made, path);
  await made.upload(path, new MemorySource(LONG), { ...QUIET, resumeFrom: held });
  return onDisk(path);
}

test('a server that answers each command twice at once does no harm', async () => {
  const twice: Faults = { toClient: (chunk) => (/^[2345]/.test(chunk.toString()) ? doubled(chunk) : chunk) };
  const made = await tampered(twice);
  await made.upload('twice.mp3.part', new MemorySource(LONG), QUIET);
  await made.rename('twice.mp3.part', 'twice.mp3');
  expect(onDisk('twice.mp3').equals(LONG)).toBe(true);
});

test.each(['226', '350', '229'])('a %s sent again in place of the next reply ends the connection', async (code) => {
  let isSent = false;
  let late = Buffer.alloc(0);
  const again: Faults = {
    toClient: (chunk) => {
      const answer = Buffer.concat([late, chunk]);
      const isFirst = !isSent && chunk.toString().startsWith(code);
      late = isFirst ? Buffer.from(chunk) : Buffer.alloc(0);
      isSent ||= isFirst;
      return answer;
    },
  };
  const path = `again-${code}.mp3`;
  const made = await tampered(again);
  const work = async (): Promise<void> => {
    await made.upload(path, new MemorySource(LONG), QUIET);
    await made.rename(path, `${path}.done`);
  };
  await expect(work()).rejects.toMatchObject({ code: 'answer-garbled', endsConnection: true });
  await expect(made.stat(path)).rejects.toMatchObject({ name: 'PushError', endsConnection: true });
  expect((await recovered(path)).equals(LONG)).toBe(true);
});

test('a transfer confirmed before it began ends the connection', async () => {
  const unrequested: Faults = {
    toClient: (chunk) => Buffer.from(chunk.toString().replace(/^150 [^\n]*\n/, '226 Done\r\n')),
  };
  const made = await tampered(unrequested);
  const upload = made.upload('unasked.mp3', new MemorySource(LONG), QUIET);
  await expect(upload).rejects.toMatchObject({ code: 'answer-garbled' });
  expect((await recovered('unasked.mp3')).equals(LONG)).toBe(true);
});

test('a server that sends garbage', async () => {
  const target = loopbackTarget({ limits: { ...TIME_LIMITS, answerMs: 300 } });
  let isUp = false;
  const garbage: Faults = { toClient: (chunk) => (isUp ? Buffer.from('\0\xff<html>\r\n') : chunk) };
  const made = await tampered(garbage, target);
  isUp = true;
  await expect(made.stat('a.mp3')).rejects.toMatchObject({ code: 'timeout' });
});

test('a reply without end', async () => {
  const noise: Faults = { toClient: () => Buffer.from(`200-${'x'.repeat(1_000_000)}`) };
  await expect(tampered(noise)).rejects.toMatchObject({ name: 'PushError' });
});

test('a wrong size fails the upload', async () => {
  const lie: Faults = { toClient: (chunk) => Buffer.from(chunk.toString().replace(/^213 \d+/, '213 7')) };
  const made = await tampered(lie);
  const upload = made.upload('lie.mp3', new MemorySource(LONG), QUIET);
  await expect(upload).rejects.toMatchObject({ code: 'size-differs', kind: { retry: 'backoff' } });
  const source = new MemorySource(LONG);
  await (await connection()).upload('lie.mp3', source, { ...QUIET, resumeFrom: LONG.length });
  expect(source.starts).toEqual([]);
  expect(onDisk('lie.mp3').equals(LONG)).toBe(true);
});

test('the address in a reply to PASV is ignored', async () => {
  const faults: Faults = {
    toServer: (chunk) => Buffer.from(chunk.toString().replace('EPSV', 'XPSV')),
    toClient: (chunk) => Buffer.from(chunk.toString().replace('(127,0,0,1,', '(10,9,8,7,')),
  };
  const made = await tampered(faults);
  await made.upload('pasv.mp3', new MemorySource(Buffer.from('pasv')), QUIET);
  expect(onDisk('pasv.mp3').toString()).toBe('pasv');
});
