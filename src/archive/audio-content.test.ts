import { randomBytes } from 'node:crypto';
import { createReadStream, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { eachDiskFailure } from '../../test/kit/failing-disk.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { until } from '../../test/kit/until.ts';
import { withoutDelays } from '../../test/kit/without-delays.ts';
import { newId, type RecordingId } from '../base/ids.ts';
import { FolderKeyStore, type KeyId } from '../platform/key-store.ts';
import { FolderObjectStore, type ObjectKey, type OpenObject } from '../platform/object-store.ts';
import { type AudioContent, type AudioSources, openAudio, openContent, readAudio, storeFile } from './index.ts';

const { onDisk } = await vi.hoisted(() => import('../../test/kit/failing-disk.ts'));
vi.mock('node:fs/promises', async (original) => onDisk(await original()));

const CHUNK_BYTES = 65_536;
const SIZE_BYTES = 9 * CHUNK_BYTES + 17;
const MP3 = randomBytes(SIZE_BYTES);
const OBJECT_KEY = 'tenant/2026/03/recording.mp3' as ObjectKey;
const KEY_ID = '2026-06-08/tenant_2026-03-10' as KeyId;

/** A recording of ten chunks in a store of files. */
async function stored({ encrypted = true } = {}) {
  const folder = temporaryFolder();
  const given = join(folder, 'given');
  writeFileSync(given, MP3);
  const objects = new FolderObjectStore(join(folder, 'objects'));
  const keys = new FolderKeyStore(join(folder, 'keys'));
  const recording = { id: newId<RecordingId>(Date.now()), objectKey: OBJECT_KEY, sizeBytes: SIZE_BYTES };
  const file = join(folder, 'objects', OBJECT_KEY);
  const delays: number[] = [];
  const sources = { objects, keys, clock: withoutDelays(delays) };
  if (!encrypted) {
    await objects.put(OBJECT_KEY, given);
    return { sources, file, delays, recording: { ...recording, keyId: null, wrappedKey: null } };
  }
  const content = { content: createReadStream(given), sizeBytes: SIZE_BYTES };
  const where = { objectKey: OBJECT_KEY, keyId: KEY_ID, temporaryPath: join(folder, 'temporary') };
  const wrapped = await storeFile({ objects, keys }, { id: recording.id, ...content, ...where });
  return { sources, file, delays, recording: { ...recording, ...wrapped } };
}

async function rest(content: AudioContent): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let bytes = await content.read(); bytes !== null; bytes = await content.read()) pieces.push(bytes);
  content.close();
  return Buffer.concat(pieces);
}

type Read = (into: Uint8Array) => Promise<number>;

/** The store, whose open objects read as `change` says; `call`: how many readings of them came before. */
function reading(sources: AudioSources, change: (read: Read, call: number) => Read) {
  let calls = 0;
  const opened: { start: number; closed: boolean }[] = [];
  const open: AudioSources['objects']['open'] = async (key, range) => {
    const object = await sources.objects.open(key, range);
    const entry = { start: range!.start, closed: false };
    opened.push(entry);
    const close = (): Promise<void> => {
      entry.closed = true;
      return object.close();
    };
    const changed: OpenObject = { read: (into) => change((memory) => object.read(memory), calls++)(into), close };
    return changed;
  };
  return { sources: { ...sources, objects: { open } }, opened };
}

const failing = (error: Error) => () => Promise.reject(error);
const cut = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

test.each([true, false])(
  'is read to its end through any failure of the disk that passes; encrypted: %s',
  async (encrypted) => {
    const { sources, recording } = await stored({ encrypted });
    const ways = [
      () => openAudio(sources, recording).then(buffer),
      () => Array.fromAsync(readAudio(sources, recording)).then((pieces) => Buffer.concat(pieces)),
    ];
    for (const way of ways) {
      await eachDiskFailure(
        async () => way,
        async (outcome, fault) => {
          if (/^(EACCES|ENOTDIR)/.test(fault)) return expect(outcome, fault).toMatchObject({ status: 'rejected' });
          expect(outcome.status, fault).toBe('fulfilled');
          expect((outcome as PromiseFulfilledResult<Buffer>).value.equals(MP3), fault).toBe(true);
        },
      );
    }
  },
);

test('goes on at the chunk where the store failed, and not before a delay', async () => {
  const { sources, recording, delays } = await stored();
  const broken = reading(sources, (read, call) => (call === 1 || call === 2 ? failing(cut) : read));
  const content = await openContent(broken.sources, recording);
  const first = (await content.read())!;
  expect(Buffer.concat([first, await rest(content)]).equals(MP3)).toBe(true);
  const atChunk3 = 8 + 3 * (CHUNK_BYTES + 16);
  expect(broken.opened.map(({ start }) => start)).toEqual([0, atChunk3, atChunk3]);
  expect(broken.opened.every(({ closed }) => closed)).toBe(true);
  expect(delays).toEqual([100, 400]);
});

test('is given up after three more attempts, with a clear error', async () => {
  const { sources, recording, delays } = await stored();
  const reported: unknown[] = [];
  const broken = reading(sources, (read, call) => (call > 0 ? failing(cut) : read));
  const content = await openContent(
    { ...broken.sources, onReadFailure: (...report) => void reported.push(report) },
    recording,
  );
  await expect(rest(content)).rejects.toMatchObject({ code: 'recording-unreadable', cause: { code: 'ECONNRESET' } });
  content.close();
  expect(delays).toEqual([100, 400, 1500]);
  expect(reported).toEqual([[recording.id, 'recording-unreadable', cut]]);
  expect(broken.opened.every(({ closed }) => closed)).toBe(true);
});

test('a store that does not answer is waited for 30 s', async () => {
  const { sources, recording } = await stored();
  const clock = new ManualClock();
  const answer = Promise.withResolvers<number>();
  const hanging = reading(sources, (read, call) => (call === 1 ? () => answer.promise : read));
  const content = await openContent({ ...hanging.sources, clock }, recording);
  const failed = expect(rest(content)).rejects.toMatchObject({ code: 'recording-unreadable' });
  await until('the reading waits', () => clock.pending === 1);
  clock.advance(30_000);
  await failed;
  content.close();
  // Its memory and its file are the store's until it answers.
  expect(hanging.opened[0]!.closed).toBe(false);
  answer.resolve(0);
  await until('the object is closed', () => hanging.opened[0]!.closed);
  expect(clock.pending).toBe(0);
});

const flipped =
  (read: Read): Read =>
  async (into) => {
    const length = await read(into);
    into[100]! ^= 1;
    return length;
  };
const short =
  (read: Read): Read =>
  async (into) =>
    (await read(into)) - 1000;

test.each([
  ['is not what was stored', flipped],
  ['is incomplete', short],
])('a chunk that %s is read once more; if it still is, the recording is damaged', async (_, change) => {
  const { sources, recording } = await stored();
  const once = reading(sources, (read, call) => (call === 1 ? change(read) : read));
  expect((await rest(await openContent(once.sources, recording))).equals(MP3)).toBe(true);
  const always = reading(sources, (read, call) => (call > 0 ? change(read) : read));
  const content = await openContent(always.sources, recording);
  await expect(rest(content)).rejects.toMatchObject({ code: 'recording-damaged' });
  expect(always.opened.length).toBeGreaterThan(1);
});

test.each([true, false])('that has lost its end is damaged, never short; encrypted: %s', async (encrypted) => {
  const { sources, recording, file } = await stored({ encrypted });
  for (const bytes of [SIZE_BYTES - 1, 5 * CHUNK_BYTES, 100]) {
    truncateSync(file, bytes);
    const read = openContent(sources, recording).then(rest);
    await expect(read).rejects.toMatchObject({ code: 'recording-damaged' });
  }
});

test.each([true, false])('that is destroyed meanwhile ends with that error; encrypted: %s', async (encrypted) => {
  const { sources, recording } = await stored({ encrypted });
  const reported: unknown[] = [];
  const counting = { ...sources, onReadFailure: (...report: unknown[]) => void reported.push(report) };
  const content = await openContent(counting, recording);
  await sources.objects.delete(OBJECT_KEY);
  await expect(rest(content)).rejects.toMatchObject({ code: 'recording-destroyed' });
  expect(reported).toEqual([]);
});

test('a stopped reader holds less than 300 kB, and a closed one nothing', async () => {
  const { sources, recording } = await stored();
  const counted = reading(sources, (read) => read);
  const content = await openContent(counted.sources, recording);
  // What is ready is what was read: nothing is read before the reader asks, and each chunk has memory of its own.
  const held = [(await content.read())!, (await content.read())!, (await content.read())!];
  expect(held.map(({ buffer: memory }) => memory.byteLength)).toEqual([CHUNK_BYTES, CHUNK_BYTES, CHUNK_BYTES]);
  expect(counted.opened).toEqual([{ start: 0, closed: false }]);
  content.close();
  expect(counted.opened).toEqual([{ start: 0, closed: true }]);
});

test.each([true, false])('what was released has no memory any more; encrypted: %s', async (encrypted) => {
  const { sources, recording } = await stored({ encrypted });
  const content = await openContent(sources, recording);
  const pieces: Buffer[] = [];
  for (let bytes = await content.read(); bytes !== null; bytes = await content.read()) {
    expect(bytes.buffer.byteLength).toBe(bytes.length);
    pieces.push(Buffer.from(bytes));
    content.release();
    expect([bytes.length, bytes.buffer.byteLength]).toEqual([0, 0]);
  }
  content.release();
  expect(pieces.at(-1)).toHaveLength(17);
  expect(Buffer.concat(pieces).equals(MP3)).toBe(true);
});

test('closing while the store reads closes the object after that', async () => {
  const { sources, recording } = await stored();
  const answer = Promise.withResolvers<void>();
  const slow = reading(sources, (read, call) => (call === 1 ? (into) => answer.promise.then(() => read(into)) : read));
  const content = await openContent(slow.sources, recording);
  for (let chunk = 0; chunk < 3; chunk++) await content.read();
  const waiting = content.read();
  content.close();
  expect(slow.opened).toEqual([{ start: 0, closed: false }]);
  answer.resolve();
  expect(await waiting).toBeNull();
  expect(slow.opened).toEqual([{ start: 0, closed: true }]);
});
