import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { newId, type RecorderId, type SourceId } from '../base/ids.ts';
import { createMetrics } from '../platform/metrics.ts';
import { listSourceStatistics, SourceStatistics } from './source-statistics.ts';
import { addSource, removeSource } from './sources.ts';

const { db } = testDatabase();
let clock: ManualClock;
let recorders = 0;

beforeEach(async () => {
  clock = new ManualClock('2026-03-10T10:00:00Z');
  await db.deleteFrom('recorders').execute();
});

async function recorder(metrics = createMetrics()): Promise<SourceStatistics> {
  const recorderId = newId<RecorderId>(++recorders);
  await db
    .insertInto('recorders')
    .values({ id: recorderId, seen_at: new Date(clock.now()) })
    .execute();
  return new SourceStatistics({ db, clock, log: quietLog, metrics, recorderId });
}

const source = async (name: string): Promise<SourceId> => (await addSource(db, { name }, clock.now())).sourceId;
const listed = async (id: SourceId) =>
  (await listSourceStatistics(db, clock.now())).find(({ sourceId }) => sourceId === id);

test('sessions of several recorders are added up by Warsaw days, refused ones by reason', async () => {
  const [pbx, one, other] = [await source('PBX'), await recorder(), await recorder()];
  one.recorded(pbx);
  one.refused(pbx, 'tenant-unknown');
  other.recorded(pbx);
  other.refused(pbx, 'recording-off');
  other.refused(pbx, 'recording-off');
  await Promise.all([one.write(), other.write()]);
  clock.advance(14 * 3_600_000);
  one.recorded(pbx);
  await one.write();
  const { days } = (await listed(pbx))!;
  expect(days).toHaveLength(7);
  expect(days[0]).toMatchObject({ day: '2026-03-11', recorded: 1, refused: [], jitterMs: null });
  expect(days[1]).toMatchObject({
    day: '2026-03-10',
    recorded: 2,
    refused: [
      { reason: 'recording-off', count: 2 },
      { reason: 'tenant-unknown', count: 1 },
    ],
  });
});

test('loss is added up, jitter is the mean over the packets', async () => {
  const [pbx, statistics] = [await source('lossy'), await recorder()];
  statistics.arrived(pbx, [
    { packets: 1000, lost: 10, jitterMs: 1 },
    { packets: 3000, lost: 0, jitterMs: 5 },
  ]);
  await statistics.write();
  expect((await listed(pbx))!.days[0]).toMatchObject({ packets: 4000, lost: 10, jitterMs: 4 });
});

test('open sessions are those of recorders that report; one that was stopped or killed has none', async () => {
  const [pbx, one, other] = [await source('busy'), await recorder(), await recorder()];
  await one.write(new Map([[pbx, 2]]));
  await other.write(new Map([[pbx, 3]]));
  expect((await listed(pbx))!.openSessions).toBe(5);
  await other.stop();
  expect((await listed(pbx))!.openSessions).toBe(2);
  clock.advance(61_000);
  expect((await listed(pbx))!.openSessions).toBe(0);
});

test('what cannot be written is written later; what is older than a month goes, and what a removed source did', async () => {
  const [pbx, statistics] = [await source('old'), await recorder()];
  statistics.recorded(pbx);
  await sql`ALTER TABLE source_statistics RENAME TO away`.execute(db);
  await expect(statistics.write()).rejects.toThrow(/source_statistics/);
  await sql`ALTER TABLE away RENAME TO source_statistics`.execute(db);
  statistics.recorded(pbx);
  await statistics.write();
  expect((await listed(pbx))!.days[0]!.recorded).toBe(2);
  clock.advance(40 * 86_400_000);
  statistics.recorded(pbx);
  await statistics.write();
  const rows = await db.selectFrom('source_statistics').selectAll().where('source_id', '=', pbx).execute();
  expect(rows).toHaveLength(1);
  await removeSource(db, pbx, clock.now());
  expect(await listed(pbx)).toBeUndefined();
});

test('metrics name a bounded number of sources', async () => {
  const metrics = createMetrics();
  const statistics = await recorder(metrics);
  for (let id = 0; id < 300; id++) statistics.recorded(newId<SourceId>(id));
  const { values } = await metrics.getSingleMetric('fonoteka_source_sessions_total')!.get();
  const recorded = values.filter(({ labels }) => labels['result'] === 'recorded');
  expect(recorded).toHaveLength(201);
  expect(recorded.find(({ labels }) => labels['source'] === 'other')!.value).toBe(100);
});
