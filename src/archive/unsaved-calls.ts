import { exponentialBackoff } from '../base/backoff.ts';
import { type Clock, delay } from '../base/clock.ts';
import type { CallId, TenantId } from '../base/ids.ts';
import { saveUnrecordedCall, type UnrecordedCall, unrecordedCall } from '../calls/index.ts';
import type { Logger } from '../platform/logging.ts';
import { Counter, Gauge, labelledCounter, type Registry } from '../platform/metrics.ts';
import { type Database, isDataFault } from '../platform/postgres/index.ts';
import { earliestStarts } from '../recording/index.ts';
import type { DurableQueue, SpooledCall } from '../spool/index.ts';

/** Attempts at a call that is itself the cause of its failure, such as one of a tenant that was removed. */
const MAX_CALL_FAULTS = 3;
/** The longest delay is also how long the calls may wait after the database is back. */
const RETRY_DELAY = exponentialBackoff({ firstMs: 500, maxMs: 10_000 });

interface UnsavedCallsDeps {
  readonly queue: DurableQueue;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
}

/** What waits in the queue. */
interface UnsavedRow {
  readonly kind: 'unrecorded-call';
  readonly call: UnrecordedCall;
}

/** Saves what waited in the queue of a recorder that is gone. A call that the database does not accept is dropped. */
export function saveQueued(db: Database, log: Logger, content: unknown): Promise<void> {
  return saveOrDrop(db, log, (content as UnsavedRow).call);
}

/** The same for a call that it recorded on demand, and nobody had ordered. */
export function saveNotOrdered(db: Database, log: Logger, call: SpooledCall): Promise<void> {
  return saveOrDrop(db, log, notKept(call));
}

function notKept({ description, endedAt }: SpooledCall): UnrecordedCall {
  return unrecordedCall(description, { reason: 'not-kept', endedAt });
}

async function saveOrDrop(db: Database, log: Logger, call: UnrecordedCall): Promise<void> {
  try {
    await saveUnrecordedCall(db, call);
  } catch (error) {
    if (!isDataFault(error)) throw error;
    log.error({ callId: call.callId, error: String(error) }, NOT_ACCEPTED);
  }
}

const NOT_ACCEPTED = 'archive: the database does not accept a refused call; it is dropped';

/** Refused calls on their way into the call history: kept on disk until the database has them. */
export class UnsavedCalls {
  readonly #deps: UnsavedCallsDeps;
  readonly #metrics: ReturnType<typeof unsavedMetrics>;
  readonly #stopped = new AbortController();
  readonly #waiting = new Map<CallId, Pick<UnrecordedCall, 'tenantId' | 'startedAt'>>();
  #saving: Promise<void> | null = null;
  #damagedCounted = 0;

  constructor(deps: UnsavedCallsDeps) {
    this.#deps = deps;
    this.#metrics = unsavedMetrics(deps.metrics, deps.queue);
    this.#noteFound();
  }

  /** Saves what earlier runs left. */
  start(): void {
    this.#saveAll();
  }

  /** Segments of earlier runs with refused calls that cannot be read at the moment. */
  get unreadable(): number {
    return this.#deps.queue.unreadable;
  }

  /** Tries again to read what could not be read before, and saves what is found. */
  async readUnread(): Promise<void> {
    await this.#deps.queue.readUnread();
    this.#noteFound();
    this.#saveAll();
  }

  /** Resolves when the call is on disk, or cannot be written there now; never rejects. Saving it goes on after that. */
  async add(call: UnrecordedCall): Promise<void> {
    const { queue, log } = this.#deps;
    const row: UnsavedRow = { kind: 'unrecorded-call', call };
    this.#noteWaiting(call);
    const outcome = await queue.add(call.callId, row);
    if (outcome === 'full') {
      this.#waiting.delete(call.callId);
      this.#metrics.dropped.inc({ reason: 'full' });
      log.error(
        { callId: call.callId },
        'archive: too many calls wait for the database; a refused call is not in the history',
      );
    }
    this.#saveAll();
  }

  /** A call that was recorded on demand, and nobody had ordered. */
  addNotOrdered(call: SpooledCall): Promise<void> {
    return this.add(notKept(call));
  }

  /** Start of each tenant's oldest call that is not saved, Unix ms. */
  get oldestStarts(): ReadonlyMap<TenantId, number> {
    return earliestStarts([...this.#waiting.values()]);
  }

  /** Saves what waits as far as the database answers; the rest is on disk for the next start. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#saving;
    await this.#deps.queue.close();
  }

  #saveAll(): void {
    this.#saving ??= this.#saveEach().finally(() => {
      this.#saving = null;
      // One that was added after the last look.
      if (this.#deps.queue.size > 0 && !this.#stopped.signal.aborted) this.#saveAll();
    });
  }

  /** One by one in the order they came: two reports of a call are merged in that order. */
  async #saveEach(): Promise<void> {
    const { queue } = this.#deps;
    let failures = 0;
    let callFaults = 0;
    for (let first = queue.first; first !== null; first = queue.first) {
      try {
        await saveUnrecordedCall(this.#deps.db, (first.content as UnsavedRow).call);
        this.#remove(first.id);
        this.#metrics.saved.inc();
        failures = callFaults = 0;
      } catch (error) {
        if (isDataFault(error)) callFaults += 1;
        if (callFaults >= MAX_CALL_FAULTS) {
          this.#drop(first.id, error);
          callFaults = 0;
          continue;
        }
        if (this.#stopped.signal.aborted) return;
        await this.#wait(failures++, error);
      }
    }
  }

  /** Notes what the queue has found of earlier runs. */
  #noteFound(): void {
    const { queue } = this.#deps;
    this.#metrics.dropped.inc({ reason: 'damaged' }, queue.damaged - this.#damagedCounted);
    this.#damagedCounted = queue.damaged;
    for (const { content } of queue.items()) this.#noteWaiting((content as UnsavedRow).call);
  }

  #noteWaiting({ callId, tenantId, startedAt }: UnrecordedCall): void {
    this.#waiting.set(callId, { tenantId, startedAt });
  }

  #remove(callId: CallId): void {
    this.#deps.queue.remove(callId);
    this.#waiting.delete(callId);
  }

  #drop(callId: CallId, error: unknown): void {
    this.#remove(callId);
    this.#metrics.dropped.inc({ reason: 'not-accepted' });
    this.#deps.log.error({ callId, error: String(error) }, NOT_ACCEPTED);
  }

  async #wait(failuresBefore: number, error: unknown): Promise<void> {
    const { queue, clock, log } = this.#deps;
    const delayMs = RETRY_DELAY(failuresBefore);
    log.warn(
      { waiting: queue.size, delayMs, error: String(error) },
      'archive: a refused call could not be saved; tried again after the delay',
    );
    await queue.sync();
    await delay(clock, delayMs, this.#stopped.signal);
  }
}

function unsavedMetrics(registry: Registry, queue: Pick<DurableQueue, 'size' | 'unreadable'>) {
  const registers = [registry];
  const waiting: Gauge = new Gauge({
    name: 'fonoteka_unsaved_calls',
    help: 'Refused calls that wait for the database.',
    registers,
    collect: () => waiting.set(queue.size),
  });
  const unreadable: Gauge = new Gauge({
    name: 'fonoteka_unsaved_calls_unreadable',
    help: 'Segments with refused calls of earlier runs that cannot be read.',
    registers,
    collect: () => unreadable.set(queue.unreadable),
  });
  const dropped = labelledCounter({
    registry,
    name: 'fonoteka_unsaved_calls_dropped_total',
    help: 'Refused calls that will not be in the call history, by reason.',
    labels: { reason: ['full', 'not-accepted', 'damaged'] },
  });
  const saved = new Counter({ name: 'fonoteka_unsaved_calls_saved_total', help: 'Refused calls saved.', registers });
  return { dropped, saved };
}
