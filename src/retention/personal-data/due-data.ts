import { sql } from 'kysely';
import { endedBefore } from '../../base/data-period.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { dueAuditLogs } from './audit-cuts.ts';
import { firstEnds } from './grace.ts';
import { DATA_KINDS, DATA_ROWS, type DataKind, type DataPeriods } from './data-kinds.ts';

/** What is due of a kind of personal data. */
export interface DueData {
  readonly kind: DataKind;
  /** How many rows; of audit logs: how many logs. */
  readonly rows: number;
  /** From when the oldest of them is, Unix ms; null: nothing is due. */
  readonly oldest: number | null;
  /** The first instant at which anything of the kind may end, Unix ms: after an upgrade some days are left for a look at it. */
  readonly firstEnd: number;
}

/** A run comes each hour: what has been due for a day is overdue. */
const OVERDUE_AFTER_MS = 24 * 60 * 60 * 1000;

/** What is due at an instant (Unix ms), of everybody or of one tenant. */
export async function dueData(
  db: Database,
  { at, periods, owner = 'all' }: { at: number; periods: DataPeriods; owner?: TenantId | 'all' },
): Promise<DueData[]> {
  const due: DueData[] = [];
  const firstEnd = await firstEnds(db, periods.graceDays);
  for (const kind of DATA_KINDS) {
    const period = periods[kind];
    if (period === null) {
      due.push({ kind, rows: 0, oldest: null, firstEnd: firstEnd[kind] });
      continue;
    }
    const request = { owner, before: endedBefore(period, at), at };
    const rowsDue = kind === 'audit' ? dueAuditLogs(request) : DATA_ROWS[kind].due(request);
    const { rows } = await sql<{ count: number; oldest: Date | null }>`
      SELECT count(*)::integer AS count, min(at) AS oldest FROM (${rowsDue}) AS due`.execute(db);
    const [{ count, oldest }] = rows as [{ count: number; oldest: Date | null }];
    due.push({ kind, rows: count, oldest: oldest?.getTime() ?? null, firstEnd: firstEnd[kind] });
  }
  return due;
}

/** What should have ended a day ago, whatever the reason: no worker runs, its clock is not trusted, rows fail. */
export async function overdueData(
  db: Database,
  { now, periods }: { readonly now: number; readonly periods: DataPeriods },
): Promise<DueData[]> {
  const at = now - OVERDUE_AFTER_MS;
  return (await dueData(db, { at, periods })).filter(({ rows, firstEnd }) => rows > 0 && firstEnd <= at);
}
