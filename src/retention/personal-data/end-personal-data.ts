import { sql } from 'kysely';
import type { AuditLog } from '../../audit/index.ts';
import { endedBefore } from '../../base/data-period.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { listTenantIds } from '../../tenants/index.ts';
import { firstEnds } from './grace.ts';
import type { RunFailures } from '../run-failures.ts';
import { cutAuditLog, dropCutMonths, erasedTenants } from './audit-cuts.ts';
import { DATA_KINDS, DATA_ROWS, type DataKind, type DataPeriods, type DueRequest } from './data-kinds.ts';

/** Rows ended together: bounds a transaction, its locks, and the memory. */
const BATCH_SIZE = 500;
/** After so many bad rows of a kind its owner is left for the next run: each costs several transactions. */
const MAX_BAD_ROWS = 20;

interface EndingDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly log: Logger;
  readonly failures: RunFailures;
  readonly periods: DataPeriods;
  /** The run's time, Unix ms. */
  readonly at: number;
  /** Asked between batches. */
  readonly stopped: () => boolean;
}

export type EndedCounts = Readonly<Record<DataKind, number>>;

/** Ends the personal data whose period is over, kind by kind and tenant by tenant. What fails does not stop the rest. */
export async function endPersonalData(deps: EndingDeps): Promise<EndedCounts> {
  const { db, failures, periods, at } = deps;
  const ended: Record<DataKind, number> = { ...NOTHING_ENDED };
  const tenants = await listTenantIds(db);
  const erased = await erasedTenants(db);
  const firstEnd = await firstEnds(db, periods.graceDays);
  for (const kind of DATA_KINDS) {
    const period = periods[kind];
    if (at < firstEnd[kind] || period === null) continue;
    const before = endedBefore(period, at);
    // What an earlier run cut, as `cutAuditLog` does.
    if (kind === 'audit') {
      await failures.attempt({ step: 'personal-data', kind, tenantId: null }, () => dropCutMonths(deps, { before }));
    }
    for (const owner of [...tenants, ...(kind === 'audit' ? erased : []), null]) {
      if (deps.stopped()) return ended;
      const count = await failures.attempt({ step: 'personal-data', kind, tenantId: owner }, () =>
        kind === 'audit'
          ? cutAuditLog(deps, { owner, before, at, stopped: deps.stopped })
          : endRows(deps, kind, { owner, before, at }),
      );
      ended[kind] += count ?? 0;
    }
  }
  return ended;
}

const NOTHING_ENDED = Object.fromEntries(DATA_KINDS.map((kind) => [kind, 0])) as EndedCounts;

/** Ends the rows of one kind of an owner; returns how many. A bad row does not stop the rest. */
export async function endRows(
  { db, failures, stopped }: Pick<EndingDeps, 'db' | 'failures' | 'stopped'>,
  kind: Exclude<DataKind, 'audit'>,
  request: DueRequest & { readonly owner: TenantId | null },
): Promise<number> {
  const { due, end } = DATA_ROWS[kind];
  const bad: string[] = [];
  let ended = 0;
  while (!stopped() && bad.length < MAX_BAD_ROWS) {
    const { rows } = await sql<{ id: string }>`
      SELECT id FROM (${due(request)}) AS due WHERE id <> ALL (${bad}::text[]) ORDER BY at LIMIT ${BATCH_SIZE}`.execute(
      db,
    );
    if (rows.length === 0) break;
    const left = new Set(rows.map(({ id }) => id));
    const about = { step: 'personal-data', kind, tenantId: request.owner } as const;
    await failures.inHalves(about, [...left], async (ids) => {
      await db.transaction().execute(async (transaction) => {
        for (const statement of end(ids)) await statement.execute(transaction);
      });
      for (const id of ids) left.delete(id);
    });
    ended += rows.length - left.size;
    bad.push(...left);
  }
  return ended;
}
