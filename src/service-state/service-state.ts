import { sql } from 'kysely';
import { type ListedRecorder, listRecorders } from '../archive/index.ts';
import type { SourceId } from '../base/ids.ts';
import { addDays, warsawDay } from '../base/warsaw-time.ts';
import { listPrices, unpricedPlans } from '../billing/index.ts';
import { type PushStatus, pushStatuses } from '../delivery/index.ts';
import { type JobRuns, listJobRuns } from '../jobs/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { NO_RECORDING_REASONS, type NoRecordingReason } from '../recording/index.ts';
import { listSources, listTenants, listUnknownTenantNames } from '../tenants/index.ts';
import { listMachines, type SeenMachine } from './machine-reports.ts';

const REFUSAL_DAYS = 7;

/** What the service knows of itself, whichever machine is asked. Instants are Unix ms. */
export interface ServiceState {
  readonly at: number;
  readonly machines: readonly SeenMachine[];
  readonly recorders: readonly ListedRecorder[];
  readonly jobs: readonly JobRuns[];
  /** Of the last run that destroyed what was due. */
  readonly retention: { readonly at: number; readonly finishedAt: number | null; readonly destroyed: number } | null;
  /** Calls that a recorder could not archive. */
  readonly stuckCalls: {
    readonly setAside: number;
    readonly retrying: number;
    /** Since the last attempt of the one that failed first. */
    readonly since: number | null;
    readonly spoolBytes: number;
  };
  /** Customers whose deliveries fail or wait. */
  readonly deliveries: readonly PushStatus[];
  /** Of the last week, today's apart; the most frequent first. */
  readonly refusals: readonly { readonly reason: NoRecordingReason; readonly today: number; readonly week: number }[];
  readonly sources: readonly {
    readonly id: SourceId;
    readonly name: string;
    /** Its last session, upload or call record; null: none yet. */
    readonly lastSeenAt: number | null;
  }[];
  /** Names that PBXs give and no customer has. */
  readonly unknownNames: number;
  readonly mails: { readonly waiting: number; readonly failing: number; readonly oldest: number | null };
  readonly cancellations: { readonly waiting: number; readonly oldest: number | null };
  readonly refusedUploads: number;
  /** Customers who have a plan without a price. */
  readonly unpriced: readonly { readonly plan: string; readonly customers: number }[];
}

export async function serviceState(db: Database, now: number): Promise<ServiceState> {
  const sources = await listSources(db);
  return {
    at: now,
    machines: await listMachines(db, now),
    recorders: await listRecorders(db),
    jobs: await listJobRuns(db),
    retention: await lastRetentionRun(db),
    stuckCalls: await stuckCalls(db),
    deliveries: (await pushStatuses(db, now)).filter(
      ({ failingSince, place, active }) => failingSince !== null || (active && place === null),
    ),
    refusals: await refusals(db, now),
    sources: sources.map(({ id, name, lastSeen, keys }) => {
      const seen = [lastSeen, ...keys.map((key) => key.lastSeen)].flatMap((use) => use?.at ?? []);
      return { id, name, lastSeenAt: seen.length === 0 ? null : Math.max(...seen) };
    }),
    unknownNames: (await listUnknownTenantNames(db, now)).length,
    ...(await waiting(db)),
    unpriced: await unpricedCustomers(db, now),
  };
}

async function lastRetentionRun(db: Database): Promise<ServiceState['retention']> {
  const row = await db
    .selectFrom('retention_runs')
    .select(['at', 'finished_at', 'destroyed'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { at: row.at.getTime(), finishedAt: row.finished_at?.getTime() ?? null, destroyed: row.destroyed };
}

async function stuckCalls(db: Database): Promise<ServiceState['stuckCalls']> {
  const { rows } = await sql<{ setAside: number; retrying: number; since: Date | null; spoolBytes: number }>`
    SELECT count(*) FILTER (WHERE state = 'set-aside') AS "setAside", count(*) FILTER (WHERE state = 'retrying') AS retrying,
      min(since) AS since, coalesce(sum((spool ->> 'bytes')::bigint), 0)::bigint AS "spoolBytes"
    FROM stuck_calls`.execute(db);
  return { ...rows[0]!, since: rows[0]!.since?.getTime() ?? null };
}

async function refusals(db: Database, now: number): Promise<ServiceState['refusals']> {
  const today = warsawDay(now);
  const { rows } = await sql<{ counted: string; today: number; week: number }>`
    SELECT counted, sum(count)::bigint AS week, coalesce(sum(count) FILTER (WHERE day = ${today}::date), 0)::bigint AS today
    FROM source_statistics WHERE day > ${addDays(today, -REFUSAL_DAYS)}::date AND counted LIKE 'refused %'
    GROUP BY counted`.execute(db);
  const counts = new Map(rows.map(({ counted, ...of }) => [counted, of]));
  return NO_RECORDING_REASONS.flatMap((reason) => {
    const of = counts.get(`refused ${reason}`);
    return of === undefined ? [] : [{ reason, ...of }];
  }).toSorted((one, other) => other.week - one.week);
}

async function waiting(db: Database): Promise<Pick<ServiceState, 'mails' | 'cancellations' | 'refusedUploads'>> {
  const { rows } = await sql<{
    mails: number;
    failing: number;
    oldestMail: Date | null;
    cancellations: number;
    oldestCancellation: Date | null;
    uploads: number;
  }>`SELECT
    (SELECT count(*) FROM mails WHERE sent_at IS NULL) AS mails,
    (SELECT count(*) FROM mails WHERE sent_at IS NULL AND failure IS NOT NULL) AS failing,
    (SELECT min(created_at) FROM mails WHERE sent_at IS NULL) AS "oldestMail",
    (SELECT count(*) FROM cancellation_requests WHERE state = 'waiting') AS cancellations,
    (SELECT min(received_at) FROM cancellation_requests WHERE state = 'waiting') AS "oldestCancellation",
    (SELECT count(*) FROM refused_uploads) AS uploads`.execute(db);
  const { mails, failing, oldestMail, cancellations, oldestCancellation, uploads } = rows[0]!;
  return {
    mails: { waiting: mails, failing, oldest: oldestMail?.getTime() ?? null },
    cancellations: { waiting: cancellations, oldest: oldestCancellation?.getTime() ?? null },
    refusedUploads: uploads,
  };
}

async function unpricedCustomers(db: Database, now: number): Promise<ServiceState['unpriced']> {
  const plans = (await listTenants(db, now)).flatMap(({ plan, leave }) =>
    plan === null || (leave?.leftAt ?? null) !== null ? [] : [plan],
  );
  const unpriced = new Set(unpricedPlans(await listPrices(db), [...new Set(plans)], warsawDay(now)));
  return [...Map.groupBy(plans, (plan) => plan)]
    .filter(([plan]) => unpriced.has(plan))
    .map(([plan, own]) => ({ plan, customers: own.length }))
    .toSorted((one, other) => one.plan.localeCompare(other.plan));
}
