import { buffer } from 'node:stream/consumers';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId, type TenantId } from '../../src/base/ids.ts';
import type { EncodedCall } from '../../src/encoding/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { CallDescription } from '../../src/recording/index.ts';
import type { SpooledCall } from '../../src/spool/index.ts';
import { ARCHIVE_T0, ArchiveFixture, endedCall } from '../kit/archive-fixture.ts';
import { countingQueries } from '../kit/counted-queries.ts';
import { testDatabase } from '../kit/database.ts';
import { until } from '../kit/until.ts';

const { db } = testDatabase();
const tenantId = newId<TenantId>(ARCHIVE_T0);

beforeAll(async () => {
  await db.insertInto('tenants').values({ id: tenantId, name: 'Tenant' }).execute();
});
beforeEach(async () => {
  await db.deleteFrom('recordings').execute();
  await db.deleteFrom('calls').execute();
});

const spooled = (known: Partial<CallDescription> = {}, rest: Partial<SpooledCall> = {}): SpooledCall =>
  endedCall({ tenantId, ...known }, rest);

const recordings = () => db.selectFrom('recordings').selectAll().orderBy('file_name').execute();

/** Encoded at once, and handed on when all are. */
function together(fixture: ArchiveFixture, count: number) {
  const ready = Promise.withResolvers<void>();
  let waiting = 0;
  return async (call: SpooledCall): Promise<EncodedCall> => {
    if (++waiting === count) ready.resolve();
    await ready.promise;
    return fixture.encode(call);
  };
}

describe('calls that end together', () => {
  test('are written in few statements, and each is whole', async () => {
    const counting = countingQueries(db);
    const one = new ArchiveFixture(counting.db);
    const single = one.queue();
    single.add(spooled());
    await single.idle();
    const ofOne = counting.taken();
    const fixture = new ArchiveFixture(counting.db);
    const archive = fixture.queue({ encoding: { encode: together(fixture, 20) }, concurrent: 20, encoderThreads: 20 });
    for (let n = 0; n < 20; n++) archive.add(spooled({ startedAt: ARCHIVE_T0 + n * 1000 }));
    await archive.idle();
    expect(counting.taken()).toBeLessThan(6 * ofOne);
    const rows = await recordings();
    expect(rows).toHaveLength(21);
    const contents = await Promise.all(rows.slice(1).map(async (row) => buffer(await fixture.read(row))));
    expect(contents.map(String).toSorted()).toEqual(fixture.encoded.map((id) => `MP3 of ${id}`).toSorted());
  });

  test('fail alone: one of a removed tenant is set aside, the others have their rows', async () => {
    const fixture = new ArchiveFixture(db);
    const archive = fixture.queue({ encoding: { encode: together(fixture, 6) }, concurrent: 6, encoderThreads: 6 });
    archive.add(spooled({ tenantId: newId<TenantId>(ARCHIVE_T0) }));
    for (let n = 0; n < 5; n++) archive.add(spooled({ startedAt: ARCHIVE_T0 + n * 1000 }));
    await until('the others are done', () => fixture.done.length === 5);
    expect(await recordings()).toHaveLength(5);
    expect(archive.oldestStarts.size).toBe(1);
  });

  test('wait for their retry without their sound in memory', async () => {
    const fixture = new ArchiveFixture(db);
    const objects = { put: () => Promise.reject(new Error('the store is away')), delete: async () => {} };
    const metrics = createMetrics();
    const archive = fixture.queue({ objects }, metrics);
    const call = spooled();
    archive.add(call);
    await until('it waits', () => fixture.clock.pending > 0);
    const waiting = await metrics.getSingleMetric('fonoteka_archive_audio_seconds_waiting')!.get();
    expect(waiting.values[0]!.value).toBe(5);
    expect(fixture.leftovers).toEqual([`${call.recordingId}.mp3`]);
  });
});
