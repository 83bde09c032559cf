import {
  closeSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { newId, type RecordingId, type SourceId } from '../../base/ids.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import { takeFile, type TakeFileDeps, type TakeFileOptions } from './take-file.ts';

const DAY_S = 86_400;
const source: DirectorySource = { id: newId<SourceId>(1), name: 'PBX', defaultTenantId: null, timeZone: 'UTC' };
const stored = { recordingId: newId<RecordingId>(1), path: 'a.mp3', isNew: true };
const uploads = { maxAudioBytes: 1000, check: async () => null, accept: async () => stored } as unknown;
const deps: TakeFileDeps = { uploads: uploads as TakeFileDeps['uploads'], source };
const given = { startedAt: '2026-03-10T10:00:00Z', caller: '512345678', callee: '221234567' };

let root: string;
beforeEach(() => {
  root = realpathSync(temporaryFolder());
});

function write(path: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'audio');
  return file;
}

async function take(path: string, changes: Partial<TakeFileOptions> = {}): Promise<string> {
  const options = { template: null, given, changedBefore: Date.now() - 60_000, noLinks: true, ...changes };
  const outcome = await takeFile(deps, { root, path }, options);
  return 'code' in outcome ? outcome.code : outcome.result;
}

test('a file that a program has open for writing is not taken, however long it has not grown', async () => {
  const file = write('paused.wav');
  utimesSync(file, 0, 0);
  const writer = openSync(file, 'a');
  expect(await take('paused.wav')).toBe('file-being-written');
  closeSync(writer);
  expect(await take('paused.wav')).toBe('stored');
});

test('a file of the last minute is not taken; one of a clock that was wrong is', async () => {
  const file = write('new.wav');
  expect(await take('new.wav')).toBe('file-being-written');
  expect(await take('new.wav', { changedBefore: Infinity })).toBe('stored');
  const future = Date.now() / 1000 + 400 * DAY_S;
  utimesSync(file, future, future);
  expect(await take('new.wav')).toBe('stored');
});

test('a folder on the way that was replaced by a link is not entered', async () => {
  const file = write('day/a.wav');
  utimesSync(file, 0, 0);
  expect(await take('day/a.wav')).toBe('stored');
  renameSync(dirname(file), join(root, 'elsewhere'));
  symlinkSync(join(root, 'elsewhere'), dirname(file));
  await expect(take('day/a.wav')).rejects.toMatchObject({ code: 'file-unreadable' });
  expect(await take('day/a.wav', { noLinks: false })).toBe('stored');
});
