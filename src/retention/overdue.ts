import { expressionBuilder, sql } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import { measureAtScrape } from '../platform/measured-gauges.ts';
import type { Registry } from '../platform/metrics.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { listTenantIds, serviceHistories, type ServiceHistory } from '../tenants/index.ts';
import { deliveryWait, isDue } from './awaiting-delivery.ts';
import { wasHeld } from './recording-conditions.ts';
import { DATA_KINDS, type DataPeriods, overdueData } from './personal-data/index.ts';

/** Runs come each hour and repeat what failed: after three of them something needs a person. */
const OVERDUE_AFTER_MS = 3 * 60 * 60 * 1000;
/** The counts of all tenants take seconds, and nothing becomes overdue within minutes. */
const MEASURE_EVERY_MS = 10 * 60 * 1000;

/** Recordings that should have been destroyed hours ago. */
export interface OverdueDestruction {
  readonly recordings: number;
  /** The start of the oldest call, Unix ms; null: there is none. */
  readonly oldest: number | null;
}

interface OverdueDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
}

const is = expressionBuilder<Schema, 'recordings'>();

/** What is overdue, whatever the reason: no worker runs, its clock is not trusted, a recording or a store fails. */
export async function overdueDestruction(deps: OverdueDeps): Promise<OverdueDestruction> {
  const histories = await serviceHistories(deps.db);
  let total: OverdueDestruction = { recordings: 0, oldest: null };
  for (const tenantId of await listTenantIds(deps.db)) {
    const { recordings, oldest } = await overdueOfTenant(deps, tenantId, histories.get(tenantId) ?? []);
    const oldests = [total.oldest, oldest?.getTime()].filter((start) => start != null);
    total = { recordings: total.recordings + recordings, oldest: oldests.length === 0 ? null : Math.min(...oldests) };
  }
  return total;
}

async function overdueOfTenant(
  { db, clock, keepUndeliveredDays: maxDays }: OverdueDeps,
  tenantId: TenantId,
  history: ServiceHistory,
): Promise<{ readonly recordings: number; readonly oldest: Date | null }> {
  const at = clock.now() - OVERDUE_AFTER_MS;
  const due = isDue(history, at, await deliveryWait(db, tenantId, { history, at, maxDays }));
  const markedSince = is.and([is('destroyed_at', 'is', null), is('destroying_at', '<=', new Date(at))]);
  return db
    .selectFrom('recordings')
    .where('recordings.tenant_id', '=', tenantId)
    .where(is.or([is.and([due, is.not(wasHeld(at))]), markedSince]))
    .select((row) => [sql<number>`count(*)`.as('recordings'), row.fn.min('recordings.started_at').as('oldest')])
    .executeTakeFirstOrThrow();
}

/** What is overdue, as metrics of the workers, whether or not runs succeed: counting is too much work for every process. */
export function showOverdue(
  deps: OverdueDeps & { readonly log: Logger; readonly metrics: Registry; readonly periods: DataPeriods },
): void {
  measureAtScrape(deps, {
    everyMs: MEASURE_EVERY_MS,
    gauges: {
      recordings: {
        name: 'fonoteka_retention_overdue_recordings',
        help: 'Recordings that should have been destroyed 3 hours ago or earlier.',
      },
      oldest: {
        name: 'fonoteka_retention_overdue_oldest_timestamp_seconds',
        help: 'When the oldest call of an overdue recording began; 0: nothing is overdue.',
      },
      rows: {
        name: 'fonoteka_personal_data_overdue_rows',
        help: 'Rows of personal data that should have ended a day ago or earlier, by kind; of audit: logs.',
        labelNames: ['kind'],
      },
    },
    measure: async (gauges) => {
      const { recordings, oldest } = await overdueDestruction(deps);
      gauges.recordings.set(recordings);
      gauges.oldest.set(oldest === null ? 0 : oldest / 1000);
      const overdue = await overdueData(deps.db, { now: deps.clock.now(), periods: deps.periods });
      for (const kind of DATA_KINDS) {
        gauges.rows.set({ kind }, overdue.find((due) => due.kind === kind)?.rows ?? 0);
      }
    },
  });
}
