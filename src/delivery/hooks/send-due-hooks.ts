import type { Clock } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type AddressGuard, type Network, postJson, PushError } from '../../platform/push-target/index.ts';
import { readTarget } from '../targets/target-store.ts';
import { type ClaimedHook, claimHook } from './claim-hook.ts';
import { forgetEndedHooks } from './forget-ended-hooks.ts';
import { mayGoTo } from './hook-address.ts';
import type { HookMetrics } from './hook-metrics.ts';
import { signedHeaders } from './signed-headers.ts';

/** Customers' programs spoken to at once: those that do not answer keep the others waiting for little. */
const AT_ONCE = 8;
/** For a program to answer; it has only to take the event. */
const ANSWER_LIMIT_MS = 10_000;
/** Who has not listened for so long does not want to know any more. */
const GIVE_UP_AFTER_MS = 3 * 24 * 60 * 60 * 1000;
/** The tenant does not wish to be told any more. */
const NOT_SET_UP = 'not-set-up';

export interface HookParts {
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
  /** Breaks off what is under way: it is tried again as after a failure. */
  readonly signal?: AbortSignal;
}

/**
 * Sends the events that are due, the longest waiting first and one of a tenant at a time, each tenant's until one fails. Any
 * number of workers share the work. Whoever gets an event twice, because its answer was lost, knows it by its `webhook-id`.
 */
export async function sendDueHooks(parts: HookParts): Promise<void> {
  await forgetEndedHooks(parts.db, parts.clock.now());
  await new HookRun(parts).run();
}

class HookRun {
  readonly #parts: HookParts;
  readonly #signal: AbortSignal;
  readonly #underWay = new Set<Promise<void>>();
  /** How many were under way and are no more. */
  #ended = 0;
  /** Tenants that an event is being sent to, or whose program did not take one. */
  readonly #passedOver = new Set<TenantId>();
  /** Why outcomes could not be noted. */
  readonly #unnoted: unknown[] = [];

  constructor(parts: HookParts) {
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
    const hook = await claimHook(db, clock.now(), this.#passedOver);
    if (hook === null) {
      // One that ended while it was asked may have kept another of its tenant from being found.
      if (this.#ended > endedBefore) return true;
      if (this.#underWay.size === 0) return false;
      // Behind it another of its tenant may be due.
      await Promise.race(this.#underWay);
      return true;
    }
    this.#passedOver.add(hook.tenantId);
    const sending = this.#send(hook)
      .catch((error: unknown) => void this.#unnoted.push(error))
      .finally(() => {
        this.#underWay.delete(sending);
        this.#ended += 1;
      });
    this.#underWay.add(sending);
    return true;
  }

  async #send(hook: ClaimedHook): Promise<void> {
    const { metrics, log } = this.#parts;
    const failure = await this.#failureOf(hook);
    if (failure !== null && this.#signal.aborted) return;
    await this.#note(hook, failure);
    if (failure === null) {
      metrics.sent.inc();
      this.#passedOver.delete(hook.tenantId);
    } else {
      metrics.failures.inc();
      log.warn({ tenantId: hook.tenantId, hookId: hook.id, failure }, 'delivery: a program did not take an event');
    }
  }

  async #note({ id, createdAt, nextAttemptAt }: ClaimedHook, failure: string | null): Promise<void> {
    const { db, clock } = this.#parts;
    const isOver = failure === null || failure === NOT_SET_UP || nextAttemptAt > createdAt + GIVE_UP_AFTER_MS;
    await db
      .updateTable('push_hooks')
      .set({ failure, ...(isOver && { ended_at: new Date(clock.now()) }) })
      .where('id', '=', id)
      .execute();
  }

  /** Why the program did not take the event: a `PushErrorCode`, `status NNN`, `source-failed` where it is our fault; null: it did. */
  async #failureOf(hook: ClaimedHook): Promise<string | null> {
    try {
      return await this.#post(hook);
    } catch (error) {
      if (error instanceof PushError) return error.code;
      if (!this.#signal.aborted) this.#parts.log.error({ err: error }, 'delivery: an event could not be sent');
      return 'source-failed';
    }
  }

  async #post({ id, tenantId, body }: ClaimedHook): Promise<string | null> {
    const { clock, guard, allowedNetworks, authorities = [] } = this.#parts;
    const settings = await readTarget(this.#parts, tenantId);
    if (settings === null || settings.hook === null) return NOT_SET_UP;
    const { url, secret } = settings.hook;
    if (!mayGoTo(url, allowedNetworks)) throw new PushError('target-forbidden');
    const headers = { 'user-agent': 'Fonoteka', ...signedHeaders({ id, body, sentAt: clock.now() }, secret) };
    const post = { url, headers, body, limitMs: ANSWER_LIMIT_MS };
    const status = await postJson(post, { guard, clock, authorities, signal: this.#signal });
    return status >= 200 && status < 300 ? null : `status ${status}`;
  }
}
