import { sql } from 'kysely';
import { backoffTable } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store/index.ts';
import type { Logger } from '../../platform/logging.ts';
import { Counter, type Registry } from '../../platform/metrics.ts';
import { type Claimed, claimDue, type Outbox, withLease } from '../../platform/outbox.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type AddressGuard, type Network, postJson, PushError } from '../../platform/push-target/index.ts';
import { readTarget } from '../targets/target-store.ts';
import { isHookUrlAllowed, signedHeaders } from './webhook.ts';

/** Customers' programs spoken to at once: those that do not answer keep the others waiting for little. */
const AT_ONCE = 8;
/** For a program to answer; it has only to take the event. */
const ANSWER_LIMIT_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BACKOFF = backoffTable(MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS);
const GIVE_UP_AFTER_MS = 3 * 24 * HOUR_MS;
const HOOKS: Outbox<'push_hooks'> = {
  table: 'push_hooks',
  key: 'id',
  isWaiting: sql<boolean>`ended_at IS NULL`,
  maxDelayMs: 7 * HOUR_MS,
};
/** The tenant does not wish to be told any more. */
const NOT_SET_UP = 'not-set-up';

export interface HookDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'get'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: HookMetrics;
  readonly guard: AddressGuard;
  /** Of the operator's: only there an event may go without TLS. */
  readonly allowedNetworks: readonly Network[];
  /** Certificates trusted beside the system's, PEM. */
  readonly authorities?: readonly string[];
  /** Aborts what is under way: the next run sends it. */
  readonly signal?: AbortSignal;
}

/**
 * Sends the events that are due, the longest waiting first and one of a tenant at a time, each tenant's until one fails. Any
 * number of workers share the work. Whoever gets an event twice, because its answer was lost, knows it by its `webhook-id`.
 */
export async function sendDueHooks(parts: HookDeps): Promise<void> {
  await forgetEndedHooks(parts.db, parts.clock.now());
  await new HookRun(parts).run();
}

type HookRow = Claimed<'push_hooks'>['row'];

class HookRun {
  readonly #parts: HookDeps;
  readonly #signal: AbortSignal;
  readonly #underWay = new Set<Promise<void>>();
  /** How many were under way and are no more. */
  #ended = 0;
  /** Tenants that an event is being sent to, or whose program did not take one. */
  readonly #passedOver = new Set<TenantId>();
  /** Why outcomes could not be noted. */
  readonly #unnoted: unknown[] = [];

  constructor(parts: HookDeps) {
    this.#parts = parts;
    this.#signal = parts.signal ?? new AbortController().signal;
  }

  async run(): Promise<void> {
    try {
      while (!this.#signal.aborted && (await this.#beginNext())) {
        if (this.#underWay.size >= AT_ONCE) await Promise.race(this.#underWay);
      }
    } finally {
      await Promise.all(this.#underWay);
    }
    // The database is away: what was sent meanwhile is sent again.
    if (this.#unnoted.length > 0) throw this.#unnoted[0];
  }

  /** False when nothing is due any more. */
  async #beginNext(): Promise<boolean> {
    const { db, clock } = this.#parts;
    const endedBefore = this.#ended;
    const isFree = sql<boolean>`NOT tenant_id = ANY (${[...this.#passedOver]})`;
    const [hook] = await claimDue(db, HOOKS, { now: clock.now(), limit: 1, where: isFree });
    if (hook === undefined) {
      // One that ended while it was asked may have kept another of its tenant from being found.
      if (this.#ended > endedBefore) return true;
      if (this.#underWay.size === 0) return false;
      // Behind it another of its tenant may be due.
      await Promise.race(this.#underWay);
      return true;
    }
    this.#passedOver.add(hook.row.tenant_id);
    const sending = withLease(this.#parts, hook.lease, () => this.#send(hook.row))
      .catch((error: unknown) => void this.#unnoted.push(error))
      .finally(() => {
        this.#underWay.delete(sending);
        this.#ended += 1;
      });
    this.#underWay.add(sending);
    return true;
  }

  async #send(hook: HookRow): Promise<void> {
    const { metrics, log } = this.#parts;
    const failure = await this.#failureOf(hook);
    if (failure !== null && this.#signal.aborted) return;
    await this.#saveAttempt(hook, failure);
    if (failure === null) {
      metrics.sent.inc();
      this.#passedOver.delete(hook.tenant_id);
    } else {
      metrics.failures.inc();
      log.warn({ tenantId: hook.tenant_id, hookId: hook.id, failure }, 'delivery: webhook delivery failed');
    }
  }

  async #saveAttempt({ id, attempts, created_at: createdAt }: HookRow, failure: string | null): Promise<void> {
    const { db, clock } = this.#parts;
    const now = clock.now();
    const nextAttemptAt = now + BACKOFF(attempts);
    const isOver = failure === null || failure === NOT_SET_UP || nextAttemptAt > createdAt.getTime() + GIVE_UP_AFTER_MS;
    await db
      .updateTable('push_hooks')
      .set({ attempts: attempts + 1, failure })
      .set(isOver ? { ended_at: new Date(now) } : { next_attempt_at: new Date(nextAttemptAt) })
      .where('id', '=', id)
      .execute();
  }

  /** Why the program did not take the event: a `PushErrorCode`, `status NNN`, `source-failed` where it is our fault; null: it did. */
  async #failureOf(hook: HookRow): Promise<string | null> {
    try {
      return await this.#post(hook);
    } catch (error) {
      if (error instanceof PushError) return error.code;
      if (!this.#signal.aborted) this.#parts.log.error({ err: error }, 'delivery: an event could not be sent');
      return 'source-failed';
    }
  }

  async #post({ id, tenant_id: tenantId, body }: HookRow): Promise<string | null> {
    const { clock, guard, allowedNetworks, authorities = [] } = this.#parts;
    const settings = await readTarget(this.#parts, tenantId);
    if (settings === null || settings.hook === null) return NOT_SET_UP;
    const { url, secret } = settings.hook;
    if (!isHookUrlAllowed(url, allowedNetworks)) throw new PushError('target-forbidden');
    const headers = { 'user-agent': 'Fonoteka', ...signedHeaders({ id, body, sentAt: clock.now() }, secret) };
    const post = { url, headers, body, limitMs: ANSWER_LIMIT_MS };
    const status = await postJson(post, { guard, clock, authorities, signal: this.#signal });
    return status >= 200 && status < 300 ? null : `status ${status}`;
  }
}

/** So long a customer or the operator may ask what became of an event. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Deletes the events that were taken or given up long before `now` (Unix ms). */
async function forgetEndedHooks(db: Database, now: number): Promise<void> {
  await db
    .deleteFrom('push_hooks')
    .where('ended_at', '<', new Date(now - KEPT_MS))
    .execute();
}

type HookMetrics = ReturnType<typeof createHookMetrics>;

export function createHookMetrics(registry: Registry) {
  const registers = [registry];
  return {
    sent: new Counter({
      name: 'fonoteka_push_hooks_sent_total',
      help: 'Events that customers’ programs accepted.',
      registers,
    }),
    failures: new Counter({
      name: 'fonoteka_push_hook_failures_total',
      help: 'Attempts to tell a customer’s program of an event that failed.',
      registers,
    }),
  };
}
