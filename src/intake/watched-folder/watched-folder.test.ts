import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../../../test/kit/until.ts';
import { SIDECAR, watchedSource, watchedTenants } from '../../../test/kit/watched-folder-fixture.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const { db, tenantId, otherTenant, sourceId, bench } = watchedTenants();

describe('a finished file', () => {
  test('is stored and moved, with its sidecar and its folders', async () => {
    const watch = bench();
    watch.write('PBX/2026/03/a.wav', 'sound a');
    watch.write('PBX/2026/03/a.wav.json', { ...SIDECAR, externalId: 'finished-1' });
    watch.write('PBX/b.mp3', 'sound b');
    watch.write('PBX/b.json', { ...SIDECAR, externalId: 'finished-2' });
    await watch.settle();
    expect(watch.stored.sort()).toEqual(['sound a', 'sound b']);
    expect(watch.files('PBX')).toEqual(['done/2026/03/a.wav', 'done/2026/03/a.wav.json', 'done/b.json', 'done/b.mp3']);
    const rows = await db.selectFrom('calls').select('source_id').where('correlation_id', '=', 'finished-1').execute();
    expect(rows).toEqual([{ source_id: sourceId }]);
    expect(await watch.value('fonoteka_watch_files_total', { outcome: 'stored' })).toBe(2);
  });

  test('older than its tenant keeps recordings is refused, and not destroyed with its copy', async () => {
    const watch = bench();
    const startedAt = new Date(watch.clock.now() - 40 * DAY_MS).toISOString();
    watch.write('PBX/old.wav', 'old');
    watch.write('PBX/old.wav.json', { ...SIDECAR, startedAt });
    await watch.settle();
    expect(watch.stored).toEqual([]);
    expect(watch.files('PBX')).toEqual(['failed/old.wav', 'failed/old.wav.json', 'failed/old.wav.reason.txt']);
    expect(watch.reasonOf('old.wav')).toBe('retention-over');
  });

  test('is described by its name where the source has a template', async () => {
    const watch = bench();
    watch.write('PBX.template', 'freepbx\n');
    const uniqueId = `${Math.floor(Date.parse(SIDECAR.startedAt) / 1000)}.12`;
    const name = `in-0048221234567-512345678-20260310-110000-${uniqueId}.wav`;
    watch.write(`PBX/2026/03/10/${name}`, 'by name');
    await watch.settle();
    expect(watch.files('PBX')).toEqual([`done/2026/03/10/${name}`]);
  });

  test('without an id is stored once, under whatever path it comes again', async () => {
    const watch = bench();
    for (const folder of ['PBX', 'PBX/again', 'PBX']) {
      watch.write(`${folder}/same.wav`, 'the same');
      watch.write(`${folder}/same.wav.json`, SIDECAR);
      await watch.settle();
    }
    expect(watch.stored).toEqual(['the same']);
    // As silent as the first, but another call.
    watch.write('PBX/same.wav', 'the same');
    watch.write('PBX/same.wav.json', { ...SIDECAR, startedAt: SIDECAR.startedAt.replace('Z', '+00:01') });
    await watch.settle();
    expect(watch.stored).toEqual(['the same', 'the same']);
    expect(watch.files('PBX/done')).toEqual([
      'again/same.wav',
      'again/same.wav.json',
      'same.2.wav',
      'same.2.wav.json',
      'same.3.wav',
      'same.3.wav.json',
      'same.wav',
      'same.wav.json',
    ]);
    expect(await watch.value('fonoteka_watch_files_total', { outcome: 'repeated' })).toBe(2);
  });

  test('has any name: no UTF-8, newlines, quotes, the longest', async () => {
    const watch = bench();
    const names = [
      Buffer.from([0x4c, 0xf3, 0x64, 0xbc, 0x2e, 0x77, 0x61, 0x76]),
      Buffer.from('a\nb "$(x)" \u202e.wav'),
      Buffer.from(`${'x'.repeat(246)}.wav`),
    ];
    for (const name of names) {
      const at = (ending = ''): Buffer => Buffer.concat([Buffer.from(`${watch.path}/PBX/`), name, Buffer.from(ending)]);
      writeFileSync(at(), `odd ${name.length}`);
      writeFileSync(at('.json'), JSON.stringify(SIDECAR));
    }
    await watch.settle();
    expect(watch.stored).toHaveLength(names.length);
    expect(watch.files('PBX').every((name) => name.startsWith('done/'))).toBe(true);
  });

  test('is deleted at once, or when its days are over', async () => {
    const watch = bench();
    watch.write('PBX/2026/old.wav', 'old');
    watch.write('PBX/2026/old.wav.json', SIDECAR);
    await watch.settle();
    watch.clock.advance(6 * DAY_MS);
    await watch.watched.round();
    expect(watch.files('PBX')).toHaveLength(2);
    watch.clock.advance(2 * DAY_MS);
    await watch.watched.round();
    expect(watch.files('PBX')).toEqual([]);

    const atOnce = bench({ doneDays: 0 });
    atOnce.write('PBX/now.wav', 'now');
    atOnce.write('PBX/now.json', SIDECAR);
    await atOnce.settle();
    expect([atOnce.stored, atOnce.files('PBX')]).toEqual([['now'], []]);
  });
});

describe('a file that is not finished', () => {
  test('grows, as MixMonitor writes it: it is taken when it has stopped', async () => {
    const watch = bench();
    const file = watch.write('PBX/grows.wav', 'one');
    watch.write('PBX/grows.wav.json', SIDECAR);
    for (const more of [' two', ' three']) {
      await watch.settle();
      appendFileSync(file, more);
    }
    expect(watch.stored).toEqual(['one']);
  });

  test('is open for writing, but does not grow while the recording pauses', async () => {
    const watch = bench();
    const file = watch.write('PBX/paused.wav', 'before');
    watch.write('PBX/paused.wav.json', SIDECAR);
    const writer = openSync(file, 'a');
    await watch.settle();
    await watch.settle();
    expect(watch.stored).toEqual([]);
    closeSync(writer);
    await watch.settle();
    expect(watch.stored).toEqual(['before']);
  });

  test.each(['.hidden.wav', 'a.wav.part', 'a.wav.filepart', 'a.tmp', 'a.wav~', 'Thumbs.db'])(
    '%s is left alone',
    async (name) => {
      const watch = bench();
      watch.write(`PBX/${name}`, 'x');
      await watch.settle();
      expect(watch.files('PBX')).toEqual([name]);
      expect(await watch.value('fonoteka_watch_waiting_files', { folder: 'PBX' })).toBe(0);
    },
  );

  test('changes while it is read: nothing is stored until it has settled again', async () => {
    const watch = bench();
    const file = watch.write('PBX/read.wav', 'x'.repeat(5000));
    watch.write('PBX/read.wav.json', { ...SIDECAR, externalId: 'changed-while-read' });
    let changes = 1;
    const accept = watch.uploads.accept.bind(watch.uploads);
    watch.uploads.accept = (request) =>
      accept({
        ...request,
        audio: async () => {
          if (changes-- > 0) appendFileSync(file, 'more');
          return await request.audio();
        },
      });
    await watch.settle();
    expect([watch.stored, watch.files('PBX')]).toEqual([[], ['read.wav', 'read.wav.json']]);
    await watch.settle();
    expect(watch.stored).toEqual([`${'x'.repeat(5000)}more`]);
  });

  test('is written to after it was stored: it is among the failed, and so nothing of it is lost', async () => {
    const watch = bench();
    const file = watch.write('PBX/late.wav', 'first');
    watch.write('PBX/late.wav.json', SIDECAR);
    watch.beforeEncoding = async () => appendFileSync(file, ' second');
    await watch.settle();
    expect(watch.files('PBX')).toEqual(['failed/late.wav', 'failed/late.wav.json', 'failed/late.wav.reason.txt']);
    expect(watch.reasonOf('late.wav')).toBe('file-changed');
    expect(readFileSync(join(watch.path, 'PBX/failed/late.wav'), 'utf8')).toBe('first second');
  });

  test('is replaced by another call while it is stored: the other waits for its turn', async () => {
    const watch = bench();
    const file = watch.write('PBX/again.wav', 'first call');
    watch.write('PBX/again.wav.json', SIDECAR);
    watch.beforeEncoding = async () => {
      if (watch.stored.length > 0) return;
      renameSync(watch.write('PBX/.new', 'second call'), file);
    };
    await watch.settle();
    await watch.settle();
    expect(watch.stored).toEqual(['first call', 'second call']);
    expect(watch.files('PBX')).toEqual(['done/again.wav', 'done/again.wav.json']);
  });
});

describe('a sidecar', () => {
  test('that comes later is waited for, an hour', async () => {
    const watch = bench();
    watch.write('PBX/a.wav', 'a');
    watch.write('PBX/b.wav', 'b');
    await watch.settle();
    expect(watch.files('PBX')).toEqual(['a.wav', 'b.wav']);
    watch.write('PBX/a.wav.json', SIDECAR);
    await watch.settle();
    expect(watch.stored).toEqual(['a']);
    watch.clock.advance(HOUR_MS);
    await watch.watched.round();
    expect(watch.reasonOf('b.wav')).toBe('file-not-described');
  });

  test('waits for its audio, an hour', async () => {
    const watch = bench();
    watch.write('PBX/a.wav.json', SIDECAR);
    watch.write('PBX/b.json', SIDECAR);
    await watch.settle();
    watch.write('PBX/a.wav', 'a after its sidecar');
    await watch.settle();
    expect(watch.stored).toEqual(['a after its sidecar']);
    watch.clock.advance(HOUR_MS);
    await watch.watched.round();
    expect(watch.reasonOf('b.json')).toBe('sidecar-without-audio');
    watch.clock.advance(HOUR_MS);
    await watch.watched.round();
    // It is no audio's: somebody must look at it.
    expect(await watch.value('fonoteka_watch_failed_files', { folder: 'PBX' })).toBe(1);
  });

  test('of an audio that a killed process has moved follows it; one of a new call does not', async () => {
    const watch = bench();
    const sidecar = watch.write('PBX/left.json', SIDECAR);
    const audio = watch.write('PBX/left.wav', 'x');
    mkdirSync(join(watch.path, 'PBX/done'));
    // Later than the sidecar, on file systems that keep milliseconds too.
    await until('the move is later', () => Date.now() > statSync(sidecar).ctimeMs);
    renameSync(audio, join(watch.path, 'PBX/done/left.wav'));
    await watch.settle();
    expect(watch.files('PBX')).toEqual(['done/left.json', 'done/left.wav']);
    await until('the next call is later', () => Date.now() > statSync(join(watch.path, 'PBX/done/left.wav')).ctimeMs);
    watch.write('PBX/left.json', SIDECAR);
    await watch.settle();
    expect(watch.files('PBX')).toContain('left.json');
  });
});

describe('a file that is refused', () => {
  test.each([
    ['sidecar-invalid', 'x', '{'],
    ['sidecar-invalid', 'x', `"${' '.repeat(70_000)}"`],
    ['file-not-described', 'x', { startedAt: SIDECAR.startedAt }],
    ['tenant-not-of-source', 'x', { ...SIDECAR, tenantId: otherTenant }],
    ['call-owner-unknown', 'x', { ...SIDECAR, callee: '+48999999999' }],
    ['request-too-large', 'x'.repeat(10_001), SIDECAR],
  ])('%s', async (code, audio, sidecar) => {
    const watch = bench(
      {},
      watchedSource(sourceId, code === 'tenant-not-of-source' ? { defaultTenantId: tenantId } : {}),
    );
    watch.write('PBX/2026/a.wav', audio);
    watch.write('PBX/2026/a.wav.json', sidecar);
    await watch.settle();
    expect(watch.files('PBX')).toEqual(
      ['a.wav', 'a.wav.json', 'a.wav.reason.txt'].map((name) => `failed/2026/${name}`),
    );
    expect(watch.reasonOf('2026/a.wav')).toBe(code);
    watch.clock.advance(HOUR_MS);
    await watch.watched.round();
    expect(await watch.value('fonoteka_watch_failed_files', { folder: 'PBX' })).toBe(1);
    // Its text stays for as long as it does.
    for (const name of ['a.wav', 'a.wav.json'])
      renameSync(join(watch.path, 'PBX/failed/2026', name), join(watch.path, name));
    watch.clock.advance(HOUR_MS);
    await watch.watched.round();
    expect(watch.files('PBX')).toEqual([]);
    expect(await watch.value('fonoteka_watch_failed_files', { folder: 'PBX' })).toBe(0);
  });

  test('a second one of the same name replaces nothing', async () => {
    const watch = bench();
    for (const content of ['first', 'second']) {
      watch.write('PBX/a.wav', content);
      watch.write('PBX/a.wav.json', '{');
      await watch.settle();
    }
    const read = (name: string): string => readFileSync(join(watch.path, 'PBX/failed', name), 'utf8');
    expect([read('a.wav'), read('a.2.wav')]).toEqual(['first', 'second']);
    expect(watch.files('PBX')).toHaveLength(6);
  });

  test('is taken when it is moved back and the cause is mended', async () => {
    const watch = bench();
    watch.write('PBX/a.wav', 'mended');
    const sidecar = watch.write('PBX/a.wav.json', '{');
    await watch.settle();
    for (const name of ['a.wav', 'a.wav.json', 'a.wav.reason.txt'])
      renameSync(join(watch.path, 'PBX/failed', name), join(watch.path, 'PBX', name));
    writeFileSync(sidecar, JSON.stringify(SIDECAR));
    await watch.settle();
    expect(watch.stored).toEqual(['mended']);
  });
});
