import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { withoutDelays } from '../../test/kit/without-delays.ts';
import type { RecordingId } from '../base/ids.ts';
import { FolderKeyStore } from '../platform/key-store.ts';
import { FolderObjectStore, type ObjectKey } from '../platform/object-store.ts';
import { type AudioSources, isLastingReadFailure, openAudio, readAudio } from './index.ts';

const ID = 'b7c1c5f0-0000-4000-8000-000000000001' as RecordingId;
const OBJECT_KEY = 'tenant/2026/03/recording.mp3' as ObjectKey;
const RECORDING = { id: ID, objectKey: OBJECT_KEY, sizeBytes: 7, keyId: null, wrappedKey: null };

async function stored() {
  const folder = temporaryFolder();
  const given = join(folder, 'given');
  writeFileSync(given, 'content');
  const objects = new FolderObjectStore(join(folder, 'objects'));
  await objects.put(OBJECT_KEY, given);
  const keys = new FolderKeyStore(join(folder, 'keys'));
  return { objects, keys, clock: withoutDelays(), file: join(folder, 'objects', OBJECT_KEY) };
}

const diskError = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

/** How reading ends, as a stream and at once, and what is reported. */
async function failures(sources: AudioSources, recording = RECORDING, start = 0) {
  const reported: unknown[] = [];
  const counting = { ...sources, onReadFailure: (...report: unknown[]) => void reported.push(report) };
  const opened = openAudio(counting, recording, { start }).then(buffer);
  const read = Array.fromAsync(readAudio(counting, recording, { start }));
  const [one, other] = await Promise.allSettled([opened, read]);
  expect((one as PromiseRejectedResult).reason).toMatchObject({ code: (other as PromiseRejectedResult).reason.code });
  return { error: (one as PromiseRejectedResult).reason, reported };
}

test.each(['EIO', 'EACCES', 'EMFILE', 'ENOTDIR', 'ESTALE'])(
  '%s of a store: the recording cannot be read at the moment, which is reported and passes',
  async (code) => {
    const { objects, keys, clock } = await stored();
    const encrypted = { ...RECORDING, keyId: '2026-06-08/tenant_2026-03-10', wrappedKey: Buffer.alloc(61) };
    for (const { error, reported } of [
      await failures({ objects: { open: diskError(code) }, keys, clock }),
      await failures({ objects, keys: { get: diskError(code) }, clock }, encrypted as never),
    ]) {
      expect(error).toMatchObject({ code: 'recording-unreadable', cause: { code } });
      expect(isLastingReadFailure(error)).toBe(false);
      const report = [ID, 'recording-unreadable', expect.objectContaining({ code })];
      expect(reported).toEqual([report, report]);
    }
  },
);

test('an object that has lost its end is damaged, not a range that the reader should not have asked for', async () => {
  const { objects, keys, clock, file } = await stored();
  truncateSync(file, 3);
  const { error, reported } = await failures({ objects, keys, clock }, RECORDING, 5);
  expect(error).toMatchObject({ code: 'recording-damaged' });
  expect(isLastingReadFailure(error)).toBe(true);
  expect(reported).toHaveLength(2);
  const beyond = openAudio({ objects, keys }, RECORDING, { start: 7 });
  await expect(beyond).rejects.toMatchObject({ code: 'range-not-satisfiable' });
});
