/**
 * What the page of statistics and its job cost a large customer: `npm run bench -- statistics [--calls=10000000] [--extensions=300] [--job-days=20]`
 * makes a database with the sums of two years, so many calls in each, one of ten between two extensions, and asks for the last day, 30 days and a year as the
 * administrator and as users who are limited to one extension and to twenty. Then the job sums days of calls, nine of ten recorded, with talk times.
 */
import { sql } from 'kysely';
import type { TenantId } from '../src/base/ids.ts';
import { addDays, type WarsawDay } from '../src/base/warsaw-time.ts';
import { createLogger } from '../src/platform/logging.ts';
import { connect } from '../src/platform/postgres/connect.ts';
import { type Database, migrate } from '../src/platform/postgres/index.ts';
import { callStatistics, sumDays } from '../src/statistics/index.ts';
import { execute, onDatabase, startServer } from '../test/kit/postgres-server.ts';
import { BenchReport, benchOptions } from './kit/report.ts';

const options = benchOptions({ calls: '10000000', extensions: '300', 'job-days': '20', rounds: '3' });
const [perDay, extensions] = [Math.round(Number(options.calls) / 365), Number(options.extensions)];
const ASKED = '01900000-0000-7000-8000-000000000001' as TenantId;
const SUMMED = '01900000-0000-7000-8000-000000000002' as TenantId;
const SUMS = `calls, recorded, not_answered, duration_ms, measured, caller_ms, callee_ms, silence_ms, longest_silence_ms, long_silences`;
const ADDED = SUMS.split(', ')
  .map((name) => (name === 'longest_silence_ms' ? `max(${name})` : `sum(${name})`))
  .join(', ');

/** A random call of a day between 8 and 18 in Warsaw. `OFFSET 0`: each step is calculated once. */
const calls = (days: string): string => `generate_series(1, ${perDay}) AS n, ${days} AS days (day)
  CROSS JOIN LATERAL (SELECT random() AS luck, day::timestamp + interval '8 hours' + random() * interval '10 hours' AS local,
    (100 + floor(random() * ${extensions}))::text AS member, (100 + floor(random() * ${extensions}))::text AS other WHERE n > 0 OFFSET 0) AS one
  CROSS JOIN LATERAL (SELECT CASE WHEN luck < 0.45 THEN 'inbound' WHEN luck < 0.9 THEN 'outbound' ELSE 'internal' END AS direction,
    CASE WHEN luck < 0.9 OR member = other THEN ARRAY[member] ELSE ARRAY[least(member, other), greatest(member, other)] END AS members) AS two`;

async function seedSums(db: Database, last: WarsawDay): Promise<void> {
  // The keys to one tenant are checked row by row otherwise.
  for (const table of ['call_statistics', 'call_statistics_hours', 'call_statistics_extensions'])
    await sql.raw(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_tenant_id_fkey`).execute(db);
  for (let days = 730; days > 0; days -= 10) {
    const span = `generate_series(date '${last}' - ${days - 1}, date '${last}' - ${days - 10}, '1 day')`;
    await sql
      .raw(
        `WITH sums AS (SELECT day::date AS day, extract(hour FROM local)::smallint AS hour, direction, members AS extensions, count(*)::int AS calls, count(*)::int AS recorded, 0 AS not_answered,
          count(*) * 60000 AS duration_ms, count(*)::int AS measured, count(*) * 20000 AS caller_ms, count(*) * 30000 AS callee_ms,
          count(*) * 10000 AS silence_ms, max(n) AS longest_silence_ms, 1 AS long_silences FROM ${calls(span)} GROUP BY 1, 2, 3, 4),
        hours AS (INSERT INTO call_statistics_hours SELECT '${ASKED}', day, hour, direction, ${ADDED} FROM sums GROUP BY day, hour, direction),
        extensions AS (INSERT INTO call_statistics_extensions SELECT '${ASKED}', day, member, direction, ${ADDED}
          FROM sums CROSS JOIN unnest(extensions) AS member GROUP BY day, member, direction)
        INSERT INTO call_statistics SELECT '${ASKED}', day, hour, direction, extensions, ${SUMS} FROM sums`,
      )
      .execute(db);
  }
  await sql`INSERT INTO call_statistics_spans VALUES (${ASKED}, ${addDays(last, -729)}, ${last})`.execute(db);
  for (const table of ['call_statistics', 'call_statistics_hours', 'call_statistics_extensions'])
    await sql.raw(`VACUUM ANALYZE ${table}`).execute(db);
}

async function seedCalls(db: Database, last: WarsawDay): Promise<void> {
  const days = `generate_series(date '${last}' - ${Number(options['job-days']) - 1}, date '${last}', '1 day')`;
  for (const table of ['calls', 'recordings']) await sql.raw(`ALTER TABLE ${table} DISABLE TRIGGER USER`).execute(db);
  await sql
    .raw(`INSERT INTO calls (id, tenant_id, started_at, answered_at, ended_at, direction, caller, callee, extensions, no_recording_reason)
      SELECT gen_random_uuid(), '${SUMMED}', at, at + interval '5 s', at + interval '65 s', direction, '+48512345678', member, members,
        CASE WHEN n % 10 = 0 THEN 'not-answered' END
      FROM ${calls(days)} CROSS JOIN LATERAL (SELECT local AT TIME ZONE 'Europe/Warsaw' AS at) AS three ORDER BY at`)
    .execute(db);
  await sql
    .raw(`INSERT INTO recordings (id, tenant_id, call_id, started_at, warsaw_day, file_name, object_key, size_bytes, duration_ms, sha256, waveform, stored_at, key_id, wrapped_key,
        talk_caller_ms, talk_callee_ms, silence_ms, longest_silence_ms)
      SELECT gen_random_uuid(), tenant_id, id, started_at, (started_at AT TIME ZONE 'Europe/Warsaw')::date, id || '.mp3', 'objects/' || id, 240000, 60000, sha256(id::text::bytea), '{}', ended_at, 'k', '\\x00',
        20000, 30000, 10000, 5000
      FROM calls WHERE tenant_id = '${SUMMED}' AND no_recording_reason IS NULL`)
    .execute(db);
  for (const table of ['calls', 'recordings']) await sql.raw(`VACUUM ANALYZE ${table}`).execute(db);
}

/** Extensions that one may see. */
const numbers = (count: number) => Array.from({ length: count }, (_, n) => String(150 + n));

async function measure(db: Database, last: WarsawDay, report: BenchReport): Promise<void> {
  for (const [who, seen] of [
    ['all calls', null],
    ['one extension', numbers(1)],
    ['20 extensions', numbers(20)],
  ] as const) {
    for (const [name, days] of [
      ['a day', 1],
      ['30 days', 30],
      ['a year', 365],
    ] as const) {
      const times: number[] = [];
      for (let round = 0; round < Number(options.rounds); round++) {
        const began = performance.now();
        await callStatistics(db, { tenantId: ASKED, numbers: seen }, { from: addDays(last, 1 - days), to: last });
        times.push(performance.now() - began);
      }
      report.add(who, name, times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!, 'ms');
    }
  }
}

const log = createLogger('warn');
const server = await startServer();
try {
  await execute(server.url, `CREATE DATABASE bench TEMPLATE template0 ENCODING 'UTF8'`);
  const url = onDatabase(server.url, 'bench');
  await migrate(url, log);
  const db = connect(url, log, { unlimitedStatements: true });
  try {
    await sql`INSERT INTO tenants (id, name) VALUES (${ASKED}, 'Firma'), (${SUMMED}, 'Spółka')`.execute(db);
    const { rows } = await sql<{ last: WarsawDay }>`
      SELECT (((now() - interval '12 hours') AT TIME ZONE 'Europe/Warsaw')::date - 1)::text AS last`.execute(db);
    const { last } = rows[0]!;
    const report = new BenchReport('statistics', options.json);
    await seedSums(db, last);
    await measure(db, last, report);
    await seedCalls(db, last);
    const began = performance.now();
    const days = await sumDays({ db, signal: new AbortController().signal });
    report.add('the job', 'calls', (days * perDay * 1000) / (performance.now() - began), 'a second');
    report.write();
  } finally {
    await db.destroy();
  }
} finally {
  await server.stop();
}
