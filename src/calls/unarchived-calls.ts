import { type Clock, repeat, type Repeating } from '../base/clock.ts';
import type { RecorderId, TenantId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import type { Database } from '../platform/postgres/index.ts';
import { reportedWaiting, type WaitingOfTenants } from './waiting-calls.ts';

/** More often than the delivery of a day waits for a report after the day's end. */
const REPORT_INTERVAL_MS = 10_000;
/** A recorder that has not reported for this long is taken out of service: its calls are no longer waited for. */
const RECORDER_TIMEOUT_MS = 7 * 24 * 60 * 60 * 1000;

interface ReporterDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Reports a recorder's unarchived calls regularly, and once more when it stops. */
export class UnarchivedCallsReporter {
  readonly #deps: ReporterDeps;
  readonly #recorderId: RecorderId;
  #unarchivedSince: () => UnarchivedStarts = () => new Map();
  #waiting: () => WaitingOfTenants = () => new Map();
  #repeating: Repeating | null = null;

  constructor(deps: ReporterDeps, recorderId: RecorderId) {
    this.#deps = deps;
    this.#recorderId = recorderId;
  }

  start(unarchivedSince: () => UnarchivedStarts, waiting: () => WaitingOfTenants): void {
    this.#unarchivedSince = unarchivedSince;
    this.#waiting = waiting;
    this.#repeating = repeat(this.#deps.clock, { intervalMs: REPORT_INTERVAL_MS, atOnce: true }, () => this.#report());
  }

  async stop(): Promise<void> {
    if (this.#repeating === null) return;
    await this.#repeating.stop();
    await this.#report();
  }

  async #report(): Promise<void> {
    const { db, clock, log } = this.#deps;
    try {
      await reportUnarchivedCalls(db, {
        recorderId: this.#recorderId,
        unarchivedSince: this.#unarchivedSince(),
        waiting: this.#waiting(),
        now: clock.now(),
      });
    } catch (err) {
      log.warn({ err }, 'recorder: the calls not archived yet could not be reported; trying again');
    }
  }
}

/** Of each tenant with calls that are open or not archived yet: the start of its oldest one, Unix ms. */
export type UnarchivedStarts = ReadonlyMap<TenantId, number>;

/** What a recorder reports about its calls. Instants are Unix ms. */
interface RecorderReport {
  readonly recorderId: RecorderId;
  readonly unarchivedSince: UnarchivedStarts;
  /** Calls that have ended; missing: none. */
  readonly waiting?: WaitingOfTenants;
  readonly now: number;
}

/** Publishes since when this recorder has calls that are not in the catalog yet, and how many wait for longer than until the next report. */
export async function reportUnarchivedCalls(
  db: Database,
  { recorderId, unarchivedSince, waiting = new Map(), now }: RecorderReport,
): Promise<void> {
  const late = [...waiting].filter(
    ([, { expectedAt }]) => expectedAt === null || expectedAt > now + REPORT_INTERVAL_MS,
  );
  const row = {
    // For workers of the release before, which wait with every tenant's day.
    unarchived_since: unarchivedSince.size === 0 ? null : new Date(Math.min(...unarchivedSince.values())),
    unarchived_of_tenants: JSON.stringify(Object.fromEntries(unarchivedSince)),
    waiting_of_tenants: reportedWaiting(new Map(late), now),
    seen_at: new Date(now),
  };
  await db
    .insertInto('recorders')
    .values({ id: recorderId, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Of a tenant: the start of its oldest call that some recorder holds and that is not in the catalog yet, Unix ms; null: none. */
export type UnarchivedSince = (tenantId: TenantId) => number | null;

/** One tenant's calls that cannot be archived delay no other tenant. The last report of a recorder that is down still counts. */
export async function unarchivedSince(db: Database, now: number): Promise<UnarchivedSince> {
  const rows = await db
    .selectFrom('recorders')
    .select(['unarchived_since', 'unarchived_of_tenants'])
    .where('seen_at', '>', new Date(now - RECORDER_TIMEOUT_MS))
    .execute();
  return (tenantId) => {
    const starts = rows.flatMap((row) => {
      const ofTenants = row.unarchived_of_tenants as Readonly<Record<TenantId, number>> | null;
      // A recorder of the release before does not say whose its calls are.
      return (ofTenants === null ? row.unarchived_since?.getTime() : ofTenants[tenantId]) ?? [];
    });
    return starts.length === 0 ? null : Math.min(...starts);
  };
}
