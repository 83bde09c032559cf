import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { explain, explainEach, faultsOf, pageOf } from '../../bench/queries/explain.ts';
import { AGENT, QUESTIONS } from '../../bench/queries/questions.ts';
import { BIG, SEEDED_UNTIL, seed } from '../../bench/queries/seed.ts';
import { addExtendedRetention } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { periodsWithRecordings } from '../../src/catalog/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { simulateRetention } from '../../src/retention/index.ts';
import { callStatistics } from '../../src/statistics/index.ts';

/** Enough for the database to prefer an index where there is one. */
const CALLS = 100_000;
/** Some five seconds on a machine with nothing else to do. */
const SEED_TIMEOUT_MS = 180_000;

const { db } = testDatabase();
const catalog = { db, clock: systemClock, panelWindowDays: 30 };
beforeAll(() => seed(db, CALLS), SEED_TIMEOUT_MS);

test('no list of calls reads a table, or more than a hundred rows for one it needs', async () => {
  const faults: Record<string, string[]> = {};
  for (const question of QUESTIONS) {
    const found = (await explain(db, question)).flatMap(faultsOf);
    if (found.length > 0) faults[question.name] = found;
  }
  expect(faults).toEqual({});
});

test('the folders of an agent with few calls are found by these', async () => {
  await addExtendedRetention(db, AGENT.tenantId, { units: 40 });
  const range = { period: 'month', first: '2023-01-01', end: '2027-01-01' } as const;
  const clock = new ManualClock(SEEDED_UNTIL);
  let months: readonly string[] = [];
  const explained = await explainEach(db, async (watched) => {
    months = await periodsWithRecordings({ db: watched, clock, panelWindowDays: 30 }, AGENT, range);
  });
  expect(months.length).toBeGreaterThan(10);
  expect(explained.flatMap(faultsOf)).toEqual([]);
});

test('the retention simulator reads an index alone, once, and the holds', async () => {
  const history = [{ service: 'extended-retention', units: 40, startsAt: 0, endsAt: null }] as const;
  const asked = { tenantId: BIG, now: SEEDED_UNTIL, history, histories: [history, []] };
  const explained = await explainEach(db, (watched) => simulateRetention(watched, asked));
  const scans = explained.map(({ plan }) => JSON.stringify(plan)).filter((plan) => plan.includes('recordings_kept'));
  expect(scans).toHaveLength(1);
  expect(scans[0]).toMatch(/"Node Type":"Index Only Scan"[^{}]*"Index Name":"recordings_kept"/);
  expect(explained.flatMap(faultsOf)).toEqual([]);
});

test('the seeded index is the one that triggers keep', async () => {
  const terms = sql<{ row: string }>`SELECT call_terms::text AS row FROM call_terms WHERE call_id IN (
    SELECT id FROM calls ORDER BY md5(id::text) LIMIT 500) ORDER BY row`;
  const { rows: before } = await terms.execute(db);
  await sql`SELECT index_calls(ARRAY(SELECT id FROM calls ORDER BY md5(id::text) LIMIT 500))`.execute(db);
  const { rows: after } = await terms.execute(db);
  expect(after).toEqual(before);
});

test('with many calls and parts of many numbers, too, a page is that of the calls themselves', async () => {
  for (const question of QUESTIONS) {
    const { tenantId } = question.scope;
    const byIndex = await pageOf(catalog, question);
    await sql`INSERT INTO calls_to_index (tenant_id) VALUES (${tenantId})`.execute(db);
    const plain = await pageOf(catalog, question);
    await sql`DELETE FROM calls_to_index`.execute(db);
    expect(
      byIndex.calls.map(({ id }) => id),
      question.name,
    ).toEqual(plain.calls.map(({ id }) => id));
  }
});

test('statistics of all calls read compact sums, those of some extensions the sums by list, too', async () => {
  const sums = sql`1, 1, 0, 1000, 0, 0, 0, 0, 0, 0`;
  const summed = sql`generate_series(date '2026-04-01', '2026-05-31', '1 day') AS day, generate_series(500, 599) AS extension`;
  await sql`INSERT INTO call_statistics SELECT ${BIG}::uuid, day, hour, 'inbound', ARRAY[extension::text], ${sums}
    FROM ${summed}, generate_series(9, 12) AS hour`.execute(db);
  await sql`INSERT INTO call_statistics_extensions SELECT ${BIG}::uuid, day, extension::text, 'inbound', ${sums} FROM ${summed}`.execute(
    db,
  );
  await sql`INSERT INTO call_statistics_spans VALUES (${BIG}, '2026-04-01', '2026-05-31')`.execute(db);
  await sql`ANALYZE call_statistics, call_statistics_extensions`.execute(db);
  const period = { from: '2026-05-10', to: '2026-05-12' } as const;
  for (const [scope, found] of [
    [{ tenantId: BIG, numbers: null }, 100],
    [AGENT, 1],
  ] as const) {
    const explained = await explainEach(db, async (watched) => {
      const { extensions } = await callStatistics(watched, scope, period);
      expect(extensions).toHaveLength(found);
    });
    expect(explained.flatMap(faultsOf)).toEqual([]);
    const plans = JSON.stringify(explained.map(({ plan }) => plan));
    expect(plans.includes('"Relation Name":"call_statistics"')).toBe(scope === AGENT);
    expect(plans).toContain('"Relation Name":"call_statistics_extensions"');
  }
});
