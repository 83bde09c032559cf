import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newId, type RecordingId } from '../base/ids.ts';
import { writtenTemporaryFile } from '../../test/kit/temporary-audio.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { workerModule, WorkerPool } from '../platform/worker-threads/index.ts';
import { canDenyNetwork } from './deny-network.ts';
import type { EncodingRequests, EncodingWorkerData } from './encoding-worker.ts';

test('what an encoder thread starts can open no connection; this thread still can', async () => {
  expect(canDenyNetwork()).toBe(true);
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let connections = 0;
  server.on('connection', (socket) => socket.destroy(void (connections += 1)));

  const folder = temporaryFolder();
  // In the place of an ffmpeg that a file has taken over.
  const ffmpeg = join(folder, 'ffmpeg');
  const connect = ['tcp', 'udp'].map((protocol) => `(: <>/dev/${protocol}/127.0.0.1/${port}) && echo connected >&2`);
  writeFileSync(ffmpeg, `#!/bin/bash\n${connect.join('\n')}\nexit 1\n`, { mode: 0o755 });
  const closing = new Int32Array(new SharedArrayBuffer(4));
  const data = { encoder: 'lame', ffmpeg, folder, closing } satisfies EncodingWorkerData;
  const module = workerModule('./encoding-worker', import.meta.url);
  const pool = new WorkerPool<EncodingRequests>({ module, data, name: 'encoding', threads: 1, maxWaiting: 1 });
  onTestFinished(() => pool.close());

  const upload = writtenTemporaryFile(join(folder, 'upload'), Buffer.from('OggS'));
  const { result } = await pool.request('encodeAudioFile', upload, {
    recordingId: newId<RecordingId>(Date.now()),
    bare: null,
  });
  expect(result).toMatchObject({ ok: false, reason: { reason: expect.stringContaining('Permission denied') } });
  expect(result).not.toMatchObject({ reason: { reason: expect.stringContaining('connected') } });
  expect(connections).toBe(0);

  await once(createConnection(port, '127.0.0.1'), 'close');
  expect(connections).toBe(1);
  expect(await lookup('localhost')).toMatchObject({ address: expect.any(String) });
});

/** A filter over this process by which the kernel refuses prctl(PR_SET_SECCOMP, …), as a container's may. */
const REFUSED = `
  const { default: koffi } = await import('koffi');
  const { canDenyNetwork } = await import(process.argv[1]);
  const instructions = [
    [0x20, 0, 0, 0], [0x15, 0, 3, process.arch === 'x64' ? 157 : 167],
    [0x20, 0, 0, 16], [0x15, 0, 1, 22], [0x06, 0, 0, 0x50001], [0x06, 0, 0, 0x7fff0000],
  ];
  const filter = Buffer.alloc(8 * instructions.length);
  for (const [index, [code, ifTrue, ifFalse, value]] of instructions.entries()) {
    filter.writeUInt16LE(code, 8 * index);
    filter.set([ifTrue, ifFalse], 8 * index + 2);
    filter.writeUInt32LE(value, 8 * index + 4);
  }
  const program = Buffer.alloc(16);
  program.writeUInt16LE(instructions.length);
  program.writeBigUInt64LE(koffi.address(filter), 8);
  const prctl = koffi.load('libc.so.6').func('int prctl(int, ...)');
  prctl(38, 'long', 1, 'long', 0, 'long', 0, 'long', 0);
  if (prctl(22, 'long', 2, 'void *', program, 'long', 0, 'long', 0) !== 0) throw new Error('no filter');
  console.log(canDenyNetwork());`;

test('where the kernel would refuse it, it is known before: encoder threads start all the same', () => {
  const module = join(import.meta.dirname, 'deny-network.ts');
  const options = ['--input-type=module', '-e', REFUSED, module];
  expect(execFileSync(process.execPath, options, { encoding: 'utf8' })).toBe('false\n');
});
