import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { until } from '../../../test/kit/until.ts';
import {
  SETTLE_MS,
  SIDECAR,
  WatchBench,
  watchedSource,
  watchedTenants,
} from '../../../test/kit/watched-folder-fixture.ts';
import { AppError } from '../../base/errors.ts';
import { createLogger } from '../../platform/logging.ts';
import { OpenFolder } from '../../platform/open-folder.ts';
import { checkWatchedFolder } from './check-watched-folder.ts';

const HOUR_MS = 3_600_000;
const { db, tenantId, sourceId, bench } = watchedTenants();

describe('nothing outside is touched', () => {
  test('links are not followed, pipes not opened; they are among the failed', async () => {
    const watch = bench();
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'secret.wav'), 'secret');
    symlinkSync(join(outside, 'secret.wav'), join(watch.path, 'PBX/a.wav'));
    watch.write('PBX/a.wav.json', SIDECAR);
    symlinkSync(outside, join(watch.path, 'PBX/folder'));
    watch.write('PBX/b.wav', 'b');
    symlinkSync(join(outside, 'secret.wav'), join(watch.path, 'PBX/b.wav.json'));
    execFileSync('mkfifo', [join(watch.path, 'PBX/pipe.wav')]);
    await watch.settle();
    expect(watch.stored).toEqual([]);
    expect(['a.wav', 'folder', 'b.wav', 'pipe.wav'].map((name) => watch.reasonOf(name))).toEqual(
      Array(4).fill('file-not-regular'),
    );
    expect(readFileSync(join(outside, 'secret.wav'), 'utf8')).toBe('secret');
  });

  test.each(['done', 'failed'])('a link in the place of %s leads nowhere', async (name) => {
    const watch = bench();
    const outside = temporaryFolder();
    watch.write('PBX/a.wav', 'a');
    watch.write('PBX/a.wav.json', name === 'done' ? { ...SIDECAR, externalId: 'link' } : '{');
    await watch.watched.round();
    watch.clock.advance(SETTLE_MS);
    symlinkSync(outside, join(watch.path, 'PBX', name));
    await watch.watched.round();
    expect(watch.files('PBX')).toContain('a.wav');
    expect(readdirSync(outside)).toEqual([]);
  });

  test('a folder that is exchanged for a link between looking and reading is not entered', async () => {
    const watch = bench();
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'a.wav'), 'xxxxx');
    for (const name of ['1', '2', '3', 'day/a']) {
      watch.write(`PBX/${name}.wav.json`, name === 'day/a' ? SIDECAR : { ...SIDECAR, externalId: `exchanged-${name}` });
      const { ctimeMs } = statSync(watch.write(`PBX/${name}.wav`, name));
      await until('the next file is later', () => Date.now() > ctimeMs);
    }
    writeFileSync(join(outside, 'a.wav.json'), JSON.stringify(SIDECAR));
    // By size and time they are the same.
    for (const name of ['a.wav', 'a.wav.json'])
      for (const folder of [outside, join(watch.path, 'PBX/day')]) utimesSync(join(folder, name), 1000, 1000);
    watch.beforeEncoding = async () => {
      watch.beforeEncoding = async () => {};
      renameSync(join(watch.path, 'PBX/day'), join(watch.path, 'PBX/.day'));
      symlinkSync(outside, join(watch.path, 'PBX/day'));
    };
    await watch.settle();
    expect(watch.stored.sort()).toEqual(['1', '2', '3']);
    expect(readdirSync(outside)).toEqual(['a.wav', 'a.wav.json']);
  });

  test('sub-folders of no source, and files beside them, are left alone, and their names are in no log', async () => {
    const lines: string[] = [];
    const watch = bench({ log: createLogger('info', { write: (line) => void lines.push(line) }) });
    watch.write('in-0048512345678.wav', 'in the wrong folder');
    watch.write('Other/a.wav', 'a');
    watch.write('pbx/a.wav', 'a');
    watch.write('a.wav', 'a');
    symlinkSync(join(watch.path, 'PBX'), join(watch.path, 'link'));
    watch.write(`${sourceId}/a.wav`, 'by id');
    watch.write(`${sourceId}/a.json`, SIDECAR);
    await watch.settle();
    expect(watch.stored).toEqual(['by id']);
    expect(watch.files('Other')).toEqual(['a.wav']);
    expect(await watch.value('fonoteka_watch_entries_of_no_source', {})).toBe(5);
    expect(lines.filter((line) => line.includes('no source'))).toHaveLength(1);
    expect(lines.join('')).not.toContain('512345678');
    const state = await checkWatchedFolder(watch.path, [watchedSource(sourceId)]);
    expect(state.folders).toBe(2);
    expect(state.problems.map(({ problem }) => problem).sort()).toEqual([
      'Other: no source has this name or id',
      'a.wav: not a folder',
      'in-0048512345678.wav: not a folder',
      'link: not a folder',
      'pbx: no source has this name or id',
    ]);
  });
});

describe('an outage', () => {
  test('is no fault of the file: it stays, and is tried again after a growing delay', async () => {
    const watch = bench();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      watch.write(`PBX/${name}.wav`, name);
      watch.write(`PBX/${name}.wav.json`, { ...SIDECAR, externalId: `outage-${name}` });
    }
    let attempts = 0;
    const accept = watch.uploads.accept.bind(watch.uploads);
    watch.uploads.accept = async () => {
      attempts += 1;
      throw new AppError('storage-full');
    };
    await watch.settle();
    // The others are not tried either.
    expect(attempts).toBeLessThanOrEqual(4);
    const before = attempts;
    watch.clock.advance(5000);
    await watch.watched.round();
    expect(attempts).toBe(before);
    watch.clock.advance(5000);
    await watch.watched.round();
    expect(attempts).toBeGreaterThan(before);
    expect(watch.files('PBX')).toHaveLength(12);
    expect(await watch.value('fonoteka_watch_waiting_files', { folder: 'PBX' })).toBe(12);
    watch.uploads.accept = accept;
    watch.clock.advance(HOUR_MS);
    await watch.watched.round();
    expect(watch.stored.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('is not that many files may not be read: the files behind them are taken', async () => {
    const watch = bench();
    const original = Reflect.get(OpenFolder.prototype, 'file');
    const denied = vi.spyOn(OpenFolder.prototype, 'file').mockImplementation(async function (this: OpenFolder, name) {
      if (name.toString().startsWith('bad')) throw Object.assign(new Error('denied'), { code: 'EACCES' });
      return await original.call(this, name);
    });
    onTestFinished(() => denied.mockRestore());
    for (const name of ['bad1', 'bad2', 'bad3', 'bad4', 'good']) {
      const { ctimeMs } = statSync(watch.write(`PBX/${name}.wav`, name));
      watch.write(`PBX/${name}.wav.json`, { ...SIDECAR, externalId: `forbidden-${name}` });
      await until('the next file is later', () => Date.now() > ctimeMs);
    }
    await watch.settle();
    expect(watch.stored).toEqual(['good']);
    expect(watch.files('PBX')).toContain('bad1.wav');
    expect(await watch.value('fonoteka_watch_files_total', { outcome: 'forbidden' })).toBe(4);
  });

  test('of the database: nothing is looked at, and the part goes on', async () => {
    let answers = false;
    const watch = bench({
      sources: async () => {
        if (!answers) throw new Error('the database is away');
        return [watchedSource(sourceId)];
      },
    });
    watch.write('PBX/a.wav', 'a');
    watch.write('PBX/a.wav.json', SIDECAR);
    const stopping = new AbortController();
    const up = Promise.withResolvers<void>();
    const running = watch.watched.run(stopping.signal, up.resolve);
    await until('it waits', () => watch.clock.pending > 0);
    answers = true;
    watch.clock.advance(10_000);
    await up.promise;
    stopping.abort();
    await running;
    expect(watch.files('PBX')).toHaveLength(2);
  });
});

describe('a folder', () => {
  test('that is not there ends the part, to be started again: it is not taken for an empty one', async () => {
    const watch = bench({ path: join(temporaryFolder(), 'missing') });
    const running = watch.watched.run(new AbortController().signal, () => expect.unreachable());
    await expect(running).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that cannot be read is counted, and what waits there stays', async () => {
    const watch = bench();
    watch.write('PBX/day/a.wav', 'was unreadable');
    watch.write('PBX/day/a.wav.json', SIDECAR);
    await watch.watched.round();
    // Not by its mode: root may read everything.
    const original = Reflect.get(OpenFolder.prototype, 'folder');
    const denied = vi.spyOn(OpenFolder.prototype, 'folder').mockImplementation(async function (
      this: OpenFolder,
      name: Buffer,
    ) {
      if (name.toString() === 'day') throw Object.assign(new Error('denied'), { code: 'EACCES' });
      return await original.call(this, name);
    });
    onTestFinished(() => denied.mockRestore());
    watch.clock.advance(SETTLE_MS);
    await watch.watched.round();
    expect(await watch.value('fonoteka_watch_unreadable', { folder: 'PBX' })).toBe(1);
    denied.mockRestore();
    await watch.watched.round();
    expect(watch.stored).toEqual(['was unreadable']);
    await watch.watched.round();
    expect(await watch.value('fonoteka_watch_unreadable', { folder: 'PBX' })).toBe(0);
  });

  test('with very many files and folders is worked on in parts', async () => {
    const watch = bench({ scanLimits: { files: 5, folders: 50 } });
    for (let index = 0; index < 12; index += 1) {
      watch.write(`PBX/${index}.wav`, `many ${index}`);
      watch.write(`PBX/${index}.wav.json`, { ...SIDECAR, externalId: `many-${index}` });
    }
    watch.write(`PBX/${Array(12).fill('deep').join('/')}/a.wav`, 'too deep');
    for (let round = 0; round < 12; round += 1) await watch.settle();
    expect(watch.stored).toHaveLength(12);
  });

  test('with a template that cannot be read is not worked on, and that is logged once', async () => {
    const lines: string[] = [];
    const log = createLogger('info', { write: (line) => void lines.push(line) });
    const watch = bench({ log });
    watch.write('PBX.template', 'no such template');
    watch.write('PBX/a.wav', 'a');
    watch.write('PBX/a.wav.json', SIDECAR);
    await watch.settle();
    expect([watch.stored, await watch.value('fonoteka_watch_unreadable', { folder: 'PBX' })]).toEqual([[], 1]);
    expect(lines.filter((line) => line.includes('cannot be worked on'))).toHaveLength(1);
    const { problems } = await checkWatchedFolder(watch.path, [watchedSource(sourceId)]);
    expect(problems[0]!.problem).toContain('no template');
  });

  test('of a source that is removed while files wait is counted, and its files stay', async () => {
    const sources = [watchedSource(sourceId)];
    const watch = bench({ sources: async () => sources });
    watch.write('PBX/a.wav', 'a');
    await watch.watched.round();
    expect(await watch.value('fonoteka_watch_entries_of_no_source', {})).toBe(0);
    sources.pop();
    await watch.settle();
    expect(watch.files('PBX')).toEqual(['a.wav']);
    expect(await watch.value('fonoteka_watch_entries_of_no_source', {})).toBe(1);
  });

  test('is of the source also where macOS has made its name', async () => {
    const watch = bench({}, watchedSource(sourceId, { name: 'Łódź' }));
    watch.write(`${'Łódź'.normalize('NFD')}/a.wav`, 'from a Mac');
    watch.write(`${'Łódź'.normalize('NFD')}/a.wav.json`, SIDECAR);
    await watch.settle();
    expect(watch.stored).toEqual(['from a Mac']);
  });

  test('that another one is mounted over is logged', async () => {
    const lines: string[] = [];
    const log = createLogger('info', { write: (line) => void lines.push(line) });
    const watch = bench({ log });
    await watch.watched.round();
    renameSync(join(watch.path, 'PBX'), join(watch.path, '.was'));
    mkdirSync(join(watch.path, 'PBX'));
    await watch.settle();
    expect(lines.filter((line) => line.includes('is another one now'))).toHaveLength(1);
  });

  test('is watched by one process; another one takes over when it ends', async () => {
    const first = bench();
    const second = new WatchBench({ db, path: first.path, tenantId, source: watchedSource(sourceId) });
    const [stopFirst, stopSecond] = [new AbortController(), new AbortController()];
    const firstUp = Promise.withResolvers<void>();
    const standby = Promise.withResolvers<void>();
    const ofFirst = first.watched.run(stopFirst.signal, firstUp.resolve);
    await firstUp.promise;
    // What it knew when it was the one that works is no longer true.
    await second.watched.round();
    const ofSecond = second.watched.run(stopSecond.signal, standby.resolve);
    await standby.promise;
    second.write('PBX/a.wav', 'a');
    expect(await second.value('fonoteka_watch_waiting_files', { folder: 'PBX' })).toBeUndefined();
    stopFirst.abort();
    await ofFirst;
    second.clock.advance(10_000);
    await until('the other one looks', async () => {
      return (await second.value('fonoteka_watch_waiting_files', { folder: 'PBX' })) === 1;
    });
    stopSecond.abort();
    await ofSecond;
  });
});

test('how long the oldest file waits', async () => {
  const watch = bench();
  watch.write('PBX/a.wav', 'a');
  watch.clock.advance(2 * HOUR_MS);
  await watch.watched.round();
  expect(await watch.value('fonoteka_watch_oldest_seconds', { folder: 'PBX' })).toBeCloseTo(7200, -2);
});
