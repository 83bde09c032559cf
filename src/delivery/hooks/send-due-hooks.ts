import { sql } from 'kysely';
import { backoffTable } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Logger } from '../../platform/logging.ts';
import { Counter, type Registry } from '../../platform/metrics.ts';
import { type Claimed, claimDue, type Outbox, saveAttempt, withLease } from '../../platform/outbox.ts';
import type { Database } from '../../platform/postgres/index.ts';
import {
  type AddressGuard,
  type Network,
  postJson,
  PushError,
  type PushErrorCode,
} from '../../platform/push-target/index.ts';
import { readTarget } from '../targets/target-store.ts';
import { isHookUrlAllowed, signedHeaders } from './webhook.ts';

/** Web hooks called at once, so that one that does not answer hardly delays the others. */
const MAX_CONCURRENT = 8;
const RESPONSE_TIMEOUT_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DELAYS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS] as const;
const BACKOFF = backoffTable(...DELAYS_MS);
const GIVE_UP_AFTER_MS = 3 * 24 * HOUR_MS;
/** How long ended events are kept for questions of customers and the operator. */
const KEPT_MS = 30 * 24 * HOUR_MS;

const HOOKS: Outbox<'push_hooks'> = {
  table: 'push_hooks',
  key: 'id',
  isWaiting: sql<boolean>`ended_at IS NULL`,
  maxDelayMs: 7 * HOUR_MS,
  crashDelaysMs: DELAYS_MS,
};

export interface HookDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'get'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: HookMetrics;
  readonly guard: AddressGuard;
  /** The operator's networks in which events may be sent without TLS. */
  readonly allowedNetworks: readonly Network[];
  /** Certificates trusted in addition to the system's, PEM. */
  readonly authorities?: readonly string[];
  /** Aborts current requests: the next run sends them again. */
  readonly signal?: AbortSignal;
}

/**
 * Sends the events that are due, the longest waiting first: one event of a tenant at a time, and of each tenant until one fails.
 * Any number of workers share the work. An event whose response was lost is sent again with the same `webhook-id`.
 */
export async function sendDueHooks(deps: HookDeps): Promise<void> {
  await giveUpCrashedHooks(deps.db, deps.clock.now());
  await deleteEndedHooks(deps.db, deps.clock.now());
  await new HookSender(deps).run();
}

type Hook = Claimed<'push_hooks'>;

class HookSender {
  readonly #deps: HookDeps;
  readonly #signal: AbortSignal;
  readonly #sending = new Set<Promise<void>>();
  /** How many were sent or failed. */
  #ended = 0;
  /** Tenants whose event is being sent, or failed in this run. */
  readonly #skippedTenants = new Set<TenantId>();
  /** Errors of the database. */
  readonly #errors: unknown[] = [];

  constructor(deps: HookDeps) {
    this.#deps = deps;
    this.#signal = deps.signal ?? new AbortController().signal;
  }

  async run(): Promise<void> {
    try {
      while (!this.#signal.aborted && (await this.#startNext())) {
        if (this.#sending.size >= MAX_CONCURRENT) await Promise.race(this.#sending);
      }
    } finally {
      await Promise.all(this.#sending);
    }
    // What was sent meanwhile and could not be saved is sent again.
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  /** False when nothing is due any more. */
  async #startNext(): Promise<boolean> {
    const { db, clock } = this.#deps;
    const endedBefore = this.#ended;
    const isNotSkipped = sql<boolean>`NOT tenant_id = ANY (${[...this.#skippedTenants]})`;
    const [hook] = await claimDue(db, HOOKS, { now: clock.now(), limit: 1, where: isNotSkipped });
    if (hook === undefined) {
      // An event that ended during the query may have hidden the next one of its tenant.
      if (this.#ended > endedBefore) return true;
      if (this.#sending.size === 0) return false;
      await Promise.race(this.#sending);
      return true;
    }
    this.#skippedTenants.add(hook.row.tenant_id);
    const sending = withLease(this.#deps, hook.lease, (lost) => this.#send(hook, AbortSignal.any([this.#signal, lost])))
      .catch((error: unknown) => void this.#errors.push(error))
      .finally(() => {
        this.#sending.delete(sending);
        this.#ended += 1;
      });
    this.#sending.add(sending);
    return true;
  }

  async #send({ lease, row }: Hook, signal: AbortSignal): Promise<void> {
    const { db, metrics, log } = this.#deps;
    const failure = await this.#post(row, signal);
    if (failure !== null && signal.aborted) {
      // Not the program's fault: it does not count, and the event is due as before.
      const { attempts, next_attempt_at } = row;
      return saveAttempt(db, lease, { succeeded: false, changes: { attempts, next_attempt_at } });
    }
    await this.#saveAttempt({ lease, row }, failure);
    if (failure === null) {
      metrics.sent.inc();
      this.#skippedTenants.delete(row.tenant_id);
    } else {
      metrics.failures.inc();
      log.warn({ tenantId: row.tenant_id, hookId: row.id, failure }, 'delivery: webhook delivery failed');
    }
  }

  /** Returns why the event was not accepted; null: it was. */
  async #post({ id, tenant_id: tenantId, body }: Hook['row'], signal: AbortSignal): Promise<HookFailure | null> {
    const { clock, guard, allowedNetworks, authorities = [], log } = this.#deps;
    try {
      const settings = await readTarget(this.#deps, tenantId);
      if (settings === null || settings.hook === null) return 'not-set-up';
      const { url, secret } = settings.hook;
      if (!isHookUrlAllowed(url, allowedNetworks)) return 'target-forbidden';
      const headers = { 'user-agent': 'Fonoteka', ...signedHeaders({ id, body, sentAt: clock.now() }, secret) };
      const post = { url, headers, body, limitMs: RESPONSE_TIMEOUT_MS };
      // Another worker may be sending it.
      signal.throwIfAborted();
      const status = await postJson(post, { guard, clock, authorities, signal });
      return status >= 200 && status < 300 ? null : `status ${status}`;
    } catch (error) {
      if (error instanceof PushError) return error.code;
      if (!signal.aborted) log.error({ err: error, tenantId, hookId: id }, 'delivery: webhook could not be sent');
      return 'source-failed';
    }
  }

  #saveAttempt({ lease, row }: Hook, failure: HookFailure | null): Promise<void> {
    const { db, clock } = this.#deps;
    const now = clock.now();
    const nextAttemptAt = now + BACKOFF(row.attempts);
    const isGivenUp = failure === 'not-set-up' || nextAttemptAt > row.created_at.getTime() + GIVE_UP_AFTER_MS;
    const next =
      failure === null || isGivenUp ? { ended_at: new Date(now) } : { next_attempt_at: new Date(nextAttemptAt) };
    return saveAttempt(db, lease, { succeeded: failure === null, changes: { failure, ...next } });
  }
}

/** `not-set-up`: the tenant has no web hook any more. `source-failed`: the fault is ours. */
type HookFailure = PushErrorCode | `status ${number}` | 'not-set-up' | 'source-failed';

/** Gives up events whose worker died, as if that attempt had failed. `now` is Unix ms. */
async function giveUpCrashedHooks(db: Database, now: number): Promise<void> {
  const failure: HookFailure = 'source-failed';
  await db
    .updateTable('push_hooks')
    .set({ ended_at: new Date(now), failure })
    .where(HOOKS.isWaiting)
    .where(sql<boolean>`leased_until < now()`)
    .where(sql<boolean>`next_attempt_at > created_at + ${GIVE_UP_AFTER_MS} * interval '1 ms'`)
    .execute();
}

/** `now` is Unix ms. */
async function deleteEndedHooks(db: Database, now: number): Promise<void> {
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
      help: 'Attempts to send an event to a customer’s program that failed.',
      registers,
    }),
  };
}
