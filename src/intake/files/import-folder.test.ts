import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { AppError } from '../../base/errors.ts';
import { type ImportedFile, importFolder, type ImportFolderOptions } from './import-folder.ts';
import type { FileOutcome } from './take-file.ts';
import { walkFolder } from './walk-folder.ts';

const NEW = { result: 'new' } as const;

function folder(...paths: readonly string[]): string {
  const root = temporaryFolder();
  for (const path of paths) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), 'sound');
  }
  return root;
}

async function imported(root: string, changes: Partial<ImportFolderOptions> = {}) {
  const files: ImportedFile[] = [];
  const waited: string[] = [];
  const clock = new ManualClock();
  const done = importFolder({
    root,
    take: async () => NEW,
    concurrency: 3,
    away: async () => null,
    onFile: (file) => files.push(file),
    onWaiting: (reason) => {
      waited.push(reason);
      // Once it waits.
      setImmediate(() => clock.advance(60_000));
    },
    clock,
    signal: new AbortController().signal,
    ...changes,
  });
  await done;
  return { files: files.toSorted((a, b) => a.file.localeCompare(b.file)), waited };
}

test('the recordings of all levels are found, without sidecars, hidden and temporary files, pipes and what links name', async () => {
  const root = folder(
    'a.wav',
    'a.json',
    'a.wav.json',
    '2026/03/10/b.wav',
    '2026/.hidden/c.wav',
    '2026/d.wav.part',
    '.e.wav',
    'f~',
    'Thumbs.db',
    'desktop.ini',
  );
  const outside = folder('outside.wav');
  symlinkSync(join(outside, 'outside.wav'), join(root, 'link.wav'));
  symlinkSync(outside, join(root, 'linked'));
  symlinkSync(root, join(root, 'loop'));
  const found = [];
  for await (const entry of walkFolder(root)) found.push(`${entry.kind} ${entry.path}`);
  expect(found.sort()).toEqual(['file 2026/03/10/b.wav', 'file a.wav', 'link link.wav', 'link linked', 'link loop']);
});

test('what cannot be named or entered is reported', async () => {
  const root = folder('ok.wav');
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xb3, 0x2e, 0x77])]), '');
  const { files } = await imported(root, {
    take: async () => {
      throw new AppError('file-unreadable', 'EACCES');
    },
  });
  expect(files).toEqual([
    { file: 'f\u{FFFD}.w', result: 'failed', code: 'file-unreadable', detail: 'its name is not UTF-8' },
    { file: 'ok.wav', result: 'failed', code: 'file-unreadable', detail: 'EACCES' },
  ]);
});

test('a file at which the system fails three times is left, the others are taken', async () => {
  const root = folder('a.wav', 'bad.wav', 'c.wav');
  let tries = 0;
  const { files, waited } = await imported(root, {
    take: async (path) => {
      if (path !== 'bad.wav') return NEW;
      tries += 1;
      throw new AppError('internal-error', 'the encoder died');
    },
  });
  expect(tries).toBe(3);
  expect(files.map(({ file, result }) => `${file} ${result}`)).toEqual(['a.wav new', 'bad.wav failed', 'c.wav new']);
  expect(files[1]).toMatchObject({ code: 'internal-error', detail: 'the encoder died' });
  expect(waited).toEqual(['internal-error', 'internal-error']);
});

test('a file without rights is tried once: an archive has many of them', async () => {
  const { files, waited } = await imported(folder('a.wav', 'b.wav'), {
    take: async () => {
      throw new AppError('file-unreadable', 'no rights', { cause: Object.assign(new Error(), { code: 'EACCES' }) });
    },
  });
  expect(files.map(({ file, result }) => `${file} ${result}`)).toEqual(['a.wav failed', 'b.wav failed']);
  expect(waited).toEqual([]);
});

test('what passes is waited for, however long', async () => {
  let tries = 0;
  const { files, waited } = await imported(folder('a.wav'), {
    take: async () => {
      tries += 1;
      if (tries < 20) throw new AppError('storage-full');
      return NEW;
    },
  });
  expect(files).toEqual([{ file: 'a.wav', ...NEW }]);
  expect(waited).toHaveLength(19);
});

test('while the database is away nothing fails, and when it is back every file is taken', async () => {
  const root = folder(...Array.from({ length: 20 }, (_, n) => `${n}.wav`));
  let looks = 0;
  const { files, waited } = await imported(root, {
    take: async (): Promise<FileOutcome> => {
      if (looks < 40) throw new Error('connection refused');
      return NEW;
    },
    away: async () => ((looks += 1) < 40 ? 'database-unreachable' : null),
  });
  expect(files).toHaveLength(20);
  expect(new Set(files.map(({ result }) => result))).toEqual(new Set(['new']));
  expect(new Set(waited)).toEqual(new Set(['database-unreachable']));
});

test('a disk of the files that goes away while it is read, and comes back, loses no folder', async () => {
  const root = folder('sub/a.wav', 'sub/b.wav');
  const away = `${root}-away`;
  renameSync(root, away);
  let looks = 0;
  const { files, waited } = await imported(root, {
    away: async () => {
      looks += 1;
      if (looks < 3) return 'the folder is not there';
      if (looks === 3) renameSync(away, root);
      return null;
    },
  });
  expect(files.map(({ file }) => file)).toEqual(['sub/a.wav', 'sub/b.wav']);
  expect(waited).toEqual(['the folder is not there', 'the folder is not there']);
});

test('a signal ends it: what was begun is finished, nothing else is begun', async () => {
  const root = folder(...Array.from({ length: 50 }, (_, n) => `${n}.wav`));
  const ending = new AbortController();
  let taken = 0;
  const { files } = await imported(root, {
    signal: ending.signal,
    take: async () => {
      taken += 1;
      if (taken === 5) ending.abort();
      return NEW;
    },
  });
  expect(files).toHaveLength(taken);
  expect(taken).toBeLessThan(10);
});

test('a signal ends the waiting', async () => {
  const ending = new AbortController();
  const { files } = await imported(folder('a.wav'), {
    signal: ending.signal,
    away: async () => {
      ending.abort();
      return 'database-unreachable';
    },
    take: () => Promise.reject(new Error('connection refused')),
  });
  expect(files).toEqual([]);
});
