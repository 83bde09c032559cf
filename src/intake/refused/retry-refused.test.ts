import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import {
  encodedAudio,
  insertRefusedSources,
  REFUSED_CALL,
  REFUSED_SOURCES,
  RefusedUploadsBench,
} from '../../../test/kit/refused-uploads-bench.ts';
import { newId, type TenantId } from '../../base/ids.ts';
import { AuditLog } from '../../audit/index.ts';
import { retryRefused } from './retry-refused.ts';

const { db } = testDatabase();
const clock = new ManualClock('2026-03-10T10:00:00Z');

beforeAll(() => insertRefusedSources(db));

test('sent through again once its cause is mended, it is the recording that it would have been', async () => {
  const bench = new RefusedUploadsBench(db, clock);
  const audit = new AuditLog(db, clock);
  const { objects, keys, uploads } = bench;
  const deps = { objects, keys, db, audit, clock, directory: bench.directory(), uploads };
  const by = { actor: 'cli', address: null };
  const call = { externalId: 'mended later' };
  const { refusedUploadId } = await bench.refusal('sound', call);
  const id = refusedUploadId!;
  await expect(retryRefused(deps, { id, by })).rejects.toMatchObject({
    code: 'audio-unreadable',
    refusedUploadId: null,
  });
  expect(await bench.listed()).toMatchObject([{ id, isStored: true, times: 1 }]);

  bench.encodeFile = encodedAudio;
  const { isNew, ...stored } = await retryRefused(deps, { id, by });
  expect(isNew).toBe(true);
  await expect(retryRefused(deps, { id, by })).rejects.toMatchObject({ code: 'not-found' });
  const again = {
    source: REFUSED_SOURCES[0]!,
    call: { ...REFUSED_CALL, ...call },
    audio: () => Promise.reject(new Error('the audio was read')),
  };
  expect(await bench.uploads.accept(again)).toEqual({ ...stored, isNew: false });
  await bench.removeEnded();
  expect([...bench.objects.objects.keys()].filter((key) => key.includes('refused'))).toEqual([]);
  expect(await db.selectFrom('audit_events').select('action').where('subject', '=', id).execute()).toEqual([
    { action: 'refused-upload-retried' },
  ]);
});

test('a retry that was killed before its end is repeated: the same recording, also without externalId', async () => {
  const bench = new RefusedUploadsBench(db, clock);
  const { objects, keys, uploads } = bench;
  const deps = { objects, keys, db, audit: new AuditLog(db, clock), clock, directory: bench.directory(), uploads };
  const again = { id: (await bench.refusal('sound')).refusedUploadId!, by: { actor: 'cli', address: null } };
  bench.encodeFile = encodedAudio;
  const { isNew: _, ...stored } = await retryRefused(deps, again);
  await db
    .updateTable('refused_uploads')
    .set({ ends_at: new Date(clock.now() + 1) })
    .execute();
  expect(await retryRefused(deps, again)).toEqual({ ...stored, isNew: false });
});

test('of a call whose number is another tenant’s by now, it becomes nobody’s recording', async () => {
  const bench = new RefusedUploadsBench(db, clock);
  const later = new RefusedUploadsBench(db, clock, { tenant: { id: newId<TenantId>(2) } });
  later.encodeFile = encodedAudio;
  const { objects, keys } = bench;
  const { uploads } = later;
  const deps = { objects, keys, db, audit: new AuditLog(db, clock), clock, directory: later.directory(), uploads };
  const id = (await bench.refusal('sound', { externalId: 'moved' })).refusedUploadId!;
  const retried = retryRefused(deps, { id, by: { actor: 'cli', address: null } });
  await expect(retried).rejects.toMatchObject({ code: 'call-owner-unknown' });
  expect(later.objects.objects.size).toBe(0);
});
