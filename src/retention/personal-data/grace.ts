import type { Database } from '../../platform/postgres/index.ts';
import { DATA_KINDS, type DataKind } from './data-kinds.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The first instant (Unix ms) at which each kind may end: some days after the upgrade that brought its period, so that the operator can
 * look at what is due, and change the settings, before anything is gone. 0: it could from the beginning.
 */
export async function firstEnds(db: Database, graceDays: number): Promise<Readonly<Record<DataKind, number>>> {
  const rows = await db.selectFrom('personal_data_starts').selectAll().execute();
  const introduced = new Map(rows.map(({ kind, introduced_at }) => [kind, introduced_at.getTime()]));
  const first = (kind: DataKind): number => {
    const at = introduced.get(kind);
    return at === undefined ? 0 : at + graceDays * DAY_MS;
  };
  return Object.fromEntries(DATA_KINDS.map((kind) => [kind, first(kind)])) as Record<DataKind, number>;
}
