import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { spoolCall, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import { inOrderOfArrival, rtpStream, tone } from '../../test/kit/synthetic-rtp.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { wavFile } from '../../test/kit/wav-file.ts';
import { newId, type RecordingId } from '../base/ids.ts';
import { createLogger } from '../platform/logging.ts';
import { createMetrics, type Registry } from '../platform/metrics.ts';
import type { SpooledCall } from '../spool/index.ts';
import { Encoding } from './encoding.ts';
import { contentOf, objectOf } from '../../test/kit/sealed-audio.ts';
import { writtenTemporaryFile } from '../../test/kit/temporary-audio.ts';
import { temporaryFile } from '../platform/temporary-file.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');

interface Fixture {
  readonly encoding: Encoding;
  readonly metrics: Registry;
  readonly folder: string;
  readonly logged: string[];
}

function start(
  encoder: 'lame' | 'wasm' | 'auto',
  folder = join(temporaryFolder(), 'encoded'),
  { threads = 1 } = {},
): Fixture {
  const logged: string[] = [];
  const log = createLogger('info', new Writable({ write: (line, _, done) => done(void logged.push(String(line))) }));
  const metrics = createMetrics();
  const encoding = new Encoding({ encoder, threads, folder, log, metrics });
  onTestFinished(() => encoding.close());
  return { encoding, metrics, folder, logged };
}

function spooled(durationMs: number): Promise<SpooledCall> {
  const legs = [0, 1].map((leg) => rtpStream(tone(400 + 300 * leg, durationMs), { leg, startAt: T0 }));
  return spoolCall(temporaryFolder(), { packets: inOrderOfArrival(...legs), legs: TWO_PCMA_LEGS });
}

const countOf = async (metrics: Registry, name: string): Promise<number> =>
  (await metrics.getSingleMetric(name)!.get()).values[0]!.value;

describe.each(['lame', 'wasm'] as const)('with %s', (name) => {
  test('a call in the spool becomes an MP3', async () => {
    const { encoding, metrics, folder } = start(name);
    const call = await spooled(3000);
    const { recording } = await encoding.encode(call);
    expect(encoding.encoder).toBe(name);
    expect(recording).toMatchObject({ audio: { path: join(folder, `${call.recordingId}.mp3`) }, durationMs: 3000 });
    expect(recording.legs.map(({ packets, lost }) => [packets, lost])).toEqual([
      [150, 0],
      [150, 0],
    ]);
    expect(recording.sha256).toBeInstanceOf(Buffer);
    expect(contentOf(recording).length).toBe(recording.sizeBytes);
    // Each MP3 has the Info tag; encrypted, it cannot be found.
    expect([contentOf(recording), objectOf(recording)].map((bytes) => bytes.includes('Info'))).toEqual([true, false]);
    expect(await countOf(metrics, 'fonoteka_encoding_audio_seconds_total')).toBe(3);
    expect(await countOf(metrics, 'fonoteka_encoding_cpu_seconds_total')).toBeGreaterThan(0);
  });
});

const UPLOAD = { recordingId: newId<RecordingId>(Date.now()), bare: null };

test('an audio file becomes an MP3, or the reason why not is returned', async () => {
  const { encoding, metrics } = start('lame');
  const path = join(temporaryFolder(), 'upload');
  const channels = [Float32Array.from(tone(440, 1000), (sample) => sample / 32768)];
  const encoded = await encoding.encodeFile(writtenTemporaryFile(path, wavFile({ channels })), UPLOAD);
  expect(encoded).toMatchObject({
    ok: true,
    value: {
      mixed: true,
      cut: false,
      recording: { audio: { recordingId: UPLOAD.recordingId, path: `${path}.mp3` }, durationMs: 1000 },
    },
  });
  expect(encoded.ok && encoded.value.recording.sha256).toBeInstanceOf(Buffer);
  expect(await countOf(metrics, 'fonoteka_encoding_audio_seconds_total')).toBe(1);
  expect(await encoding.encodeFile(writtenTemporaryFile(path, Buffer.from('none of it')), UPLOAD)).toMatchObject({
    ok: false,
    reason: { kind: 'format-not-supported' },
  });
  await expect(encoding.encodeFile(temporaryFile(`${path}-that-is-not-there`), UPLOAD)).rejects.toMatchObject({
    name: 'EncodingError',
  });
});

test('auto takes LAME where it is installed', () => {
  expect(start('auto').encoding.encoder).toBe('lame');
});

test('damaged parts of the spool become silence, and are logged', async () => {
  const { encoding, metrics, logged } = start('lame');
  const call = await spooled(3000);
  const { file, offset } = call.extents[0]!;
  const bytes = readFileSync(file);
  bytes.fill(0x55, offset + 100, offset + 200);
  writeFileSync(file, bytes);
  await encoding.encode(call);
  expect(await countOf(metrics, 'fonoteka_encoding_damaged_chunks_total')).toBe(1);
  expect(logged.join()).toContain(call.recordingId);
});

test('a failure of one call is its own fault, and the next call is encoded', async () => {
  const { encoding, metrics } = start('lame');
  const call = await spooled(200);
  const broken = { ...call, legs: [null] } as unknown as typeof call;
  await expect(encoding.encode(broken)).rejects.toMatchObject({ name: 'EncodingError', fault: 'call' });
  expect(await countOf(metrics, 'fonoteka_encoding_failures_total')).toBe(1);
  expect(await encoding.encode(call)).toMatchObject({ recording: { durationMs: 200 } });
});

test('a spool that cannot be read is not the call’s fault', async () => {
  const { encoding } = start('lame');
  const call = await spooled(200);
  const { file } = call.extents[0]!;
  renameSync(file, `${file}.away`);
  await expect(encoding.encode(call)).rejects.toMatchObject({ fault: 'system', code: 'spool-unreadable' });
  renameSync(`${file}.away`, file);
  expect(await encoding.encode(call)).toMatchObject({ recording: { durationMs: 200 }, damaged: [] });
});

test('audio files leave a thread to calls, however many there are and however long they take', async () => {
  const { encoding } = start('lame', undefined, { threads: 2 });
  // Opening a pipe waits until somebody writes to it.
  const pipes = [1, 2, 3].map((number) => join(temporaryFolder(), `pipe-${number}`));
  execFileSync('mkfifo', pipes);
  const files = pipes.map((path) => encoding.encodeFile(temporaryFile(path), UPLOAD));
  const refused = Promise.all(files.map((file) => expect(file).rejects.toMatchObject({ fault: 'system' })));
  const unblock = (): number[] => pipes.map((path) => openSync(path, constants.O_RDWR));
  onTestFinished(() => unblock().forEach(closeSync));
  expect((await encoding.encode(await spooled(200))).recording.durationMs).toBe(200);
  const open = unblock();
  await refused;
  open.forEach(closeSync);
});

test('its threads get the CPU that others leave', async () => {
  const main = getPriority();
  const { encoding } = start('lame', undefined, { threads: 2 });
  const call = await spooled(200);
  await Promise.all([encoding.encode(call), encoding.encode(call)]);
  // Behind the name, which may have spaces: the niceness is the 19th number of /proc/PID/stat.
  const niceness = readdirSync('/proc/self/task').map((id) =>
    Number(readFileSync(`/proc/self/task/${id}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[16]),
  );
  expect(niceness.filter((value) => value >= 10).length).toBeGreaterThanOrEqual(2);
  expect(getPriority()).toBe(main);
});

test('a closed encoding blames no call', async () => {
  const { encoding } = start('lame');
  const running = encoding.encode(await spooled(200));
  const expected = expect(running).rejects.toMatchObject({ fault: 'system' });
  await encoding.close();
  await expected;
});

test('says at the start which codecs need a library, and whether it is there', async () => {
  const { encoding, metrics, logged } = start('lame');
  const codecs = (await metrics.getSingleMetric('fonoteka_encoding_codec_library')!.get()).values;
  expect(codecs.map(({ labels, value }) => [labels['codec'], value])).toEqual(
    ['GSM', 'G729', 'AMR', 'AMR-WB'].map((codec) => [codec, encoding.libraryCodecs.has(codec) ? 1 : 0]),
  );
  const lines = logged.map((line) => JSON.parse(line) as { found?: string[] });
  expect(lines.find(({ found }) => found)).toMatchObject({ found: [...encoding.libraryCodecs] });
});
