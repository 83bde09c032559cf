import { sql } from 'kysely';
import { backoffTable } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Logger } from '../../platform/logging.ts';
import { Counter, type Registry } from '../../platform/metrics.ts';
import { claimDue, type Lease, type Outbox, saveAttempt, withLease } from '../../platform/outbox.ts';
import type { Database } from '../../platform/postgres/index.ts';
import {
  type AddressGuard,
  type Network,
  postJson,
  PushError,
  type PushErrorCode,
} from '../../platform/push-target/index.ts';
import { isHookUrlAllowed, signedHeaders } from './webhook.ts';

/** Web hooks called at once, so that one that does not answer hardly delays the others. */
const MAX_CONCURRENT = 8;
const RESPONSE_TIMEOUT_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const HOOK_DELAYS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS] as const;
/** Longer than any of the delays. */
export const MAX_HOOK_DELAY_MS = 7 * HOUR_MS;
const BACKOFF = backoffTable(...HOOK_DELAYS_MS);
export const GIVE_UP_AFTER_MS = 3 * 24 * HOUR_MS;

export interface HookPostDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly guard: AddressGuard;
  /** The operator's networks in which events may be sent without TLS. */
  readonly allowedNetworks: readonly Network[];
  /** Certificates trusted in addition to the system's, PEM. */
  readonly authorities?: readonly string[];
}

export interface HookSenderDeps extends HookPostDeps {
  readonly db: Database;
  readonly metrics: HookMetrics;
  /** Aborts current requests: the next run sends them again. */
  readonly signal?: AbortSignal;
}

type HookTable = 'push_hooks' | 'call_hook_deliveries';

/** The columns that the tables of events have in common. */
interface EventRow {
  readonly id: string;
  readonly tenant_id: TenantId;
  readonly hook_id?: string;
  readonly body: string;
  readonly created_at: Date;
  readonly attempts: number;
  readonly next_attempt_at: Date;
}

export interface HookAddress {
  readonly url: string;
  readonly secret: string;
}

/** What came of an attempt. */
export interface HookOutcome {
  /** Null: the program accepted it. */
  readonly failure: HookFailure | null;
  /** Of the response; null: there was none. */
  readonly status: number | null;
}

/** `not-set-up`: the tenant has no such web hook any more. `source-failed`: the fault is ours. */
export type HookFailure = PushErrorCode | `status ${number}` | 'not-set-up' | 'source-failed';

/** Events that wait, and how they are sent. */
export interface HookQueue<Row extends EventRow> {
  readonly outbox: Outbox<HookTable>;
  /** Of events with the same value one is sent at a time, and none after one that failed. */
  readonly laneColumn: 'tenant_id' | 'hook_id';
  /** Where an event goes, and its text; null: nowhere any more. */
  readonly message: (row: Row) => Promise<(HookAddress & { readonly body: string }) | null>;
  /** Further columns that are saved with an attempt. */
  readonly columns?: (outcome: HookOutcome, now: number) => Readonly<Record<string, unknown>>;
  /** After an attempt was saved. */
  readonly attempted?: (row: Row, outcome: HookOutcome) => Promise<void>;
}

/**
 * Sends the events that are due, the longest waiting first: one event of a lane at a time, and of each lane until one fails.
 * Any number of workers share the work. An event whose response was lost is sent again with the same `webhook-id`.
 */
export class HookSender<Row extends EventRow> {
  readonly #deps: HookSenderDeps;
  readonly #queue: HookQueue<Row>;
  readonly #signal: AbortSignal;
  readonly #sending = new Set<Promise<void>>();
  /** How many were sent or failed. */
  #ended = 0;
  /** Lanes whose event is being sent, or failed in this run. */
  readonly #skipped = new Set<string>();
  /** Errors of the database. */
  readonly #errors: unknown[] = [];

  constructor(deps: HookSenderDeps, queue: HookQueue<Row>) {
    this.#deps = deps;
    this.#queue = queue;
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
    const { outbox, laneColumn } = this.#queue;
    const endedBefore = this.#ended;
    const isNotSkipped = sql<boolean>`NOT ${sql.ref(laneColumn)} = ANY (${[...this.#skipped]}::uuid[])`;
    const [claimed] = await claimDue(db, outbox, { now: clock.now(), limit: 1, where: isNotSkipped });
    if (claimed === undefined) {
      // An event that ended during the query may have hidden the next one of its lane.
      if (this.#ended > endedBefore) return true;
      if (this.#sending.size === 0) return false;
      await Promise.race(this.#sending);
      return true;
    }
    const row = claimed.row as unknown as Row;
    this.#skipped.add(this.#laneOf(row));
    const { lease } = claimed;
    const sending = withLease(this.#deps, lease, (lost) =>
      this.#send(lease, row, AbortSignal.any([this.#signal, lost])),
    )
      .catch((error: unknown) => void this.#errors.push(error))
      .finally(() => {
        this.#sending.delete(sending);
        this.#ended += 1;
      });
    this.#sending.add(sending);
    return true;
  }

  #laneOf(row: Row): string {
    return row[this.#queue.laneColumn]!;
  }

  async #send(lease: Lease<HookTable>, row: Row, signal: AbortSignal): Promise<void> {
    const { db, metrics, log } = this.#deps;
    const outcome = await this.#post(row, signal);
    const { failure } = outcome;
    if (failure !== null && signal.aborted) {
      // Not the program's fault: it does not count, and the event is due as before.
      const { attempts, next_attempt_at } = row;
      return saveAttempt(db, lease, { succeeded: false, changes: { attempts, next_attempt_at } });
    }
    await this.#saveAttempt(lease, row, outcome);
    if (failure === null) {
      metrics.sent.inc();
      this.#skipped.delete(this.#laneOf(row));
    } else {
      metrics.failures.inc();
      log.warn({ tenantId: row.tenant_id, hookId: row.id, failure }, 'delivery: webhook delivery failed');
    }
    await this.#queue.attempted?.(row, outcome);
  }

  async #post(row: Row, signal: AbortSignal): Promise<HookOutcome> {
    try {
      const message = await this.#queue.message(row);
      if (message === null) return { failure: 'not-set-up', status: null };
      // Another worker may be sending it.
      signal.throwIfAborted();
      return await postHook(this.#deps, { ...message, id: row.id }, signal);
    } catch (error) {
      if (error instanceof PushError) return { failure: error.code, status: null };
      const { log } = this.#deps;
      const about = { err: error, tenantId: row.tenant_id, hookId: row.id };
      if (!signal.aborted) log.error(about, 'delivery: webhook could not be sent');
      return { failure: 'source-failed', status: null };
    }
  }

  #saveAttempt(lease: Lease<HookTable>, row: Row, outcome: HookOutcome): Promise<void> {
    const { db, clock } = this.#deps;
    const { failure } = outcome;
    const now = clock.now();
    const nextAttemptAt = now + BACKOFF(row.attempts);
    const isGivenUp = failure === 'not-set-up' || nextAttemptAt > row.created_at.getTime() + GIVE_UP_AFTER_MS;
    const next =
      failure === null || isGivenUp ? { ended_at: new Date(now) } : { next_attempt_at: new Date(nextAttemptAt) };
    const further = this.#queue.columns?.(outcome, now) ?? {};
    return saveAttempt(db, lease, { succeeded: failure === null, changes: { failure, ...next, ...further } });
  }
}

interface HookPost extends HookAddress {
  readonly id: string;
  readonly body: string;
}

/** Sends one event, signed. Fails with a `PushError`, or with the signal's reason. */
export async function postHook(
  { clock, guard, allowedNetworks, authorities = [] }: HookPostDeps,
  { url, secret, id, body }: HookPost,
  signal: AbortSignal,
): Promise<HookOutcome> {
  if (!isHookUrlAllowed(url, allowedNetworks)) return { failure: 'target-forbidden', status: null };
  const headers = { 'user-agent': 'Fonoteka', ...signedHeaders({ id, body, sentAt: clock.now() }, secret) };
  const post = { url, headers, body, limitMs: RESPONSE_TIMEOUT_MS };
  const status = await postJson(post, { guard, clock, authorities, signal });
  return { failure: status >= 200 && status < 300 ? null : `status ${status}`, status };
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
