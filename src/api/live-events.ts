import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { TenantId, UserId } from '../base/ids.ts';
import { isInScope, type LiveCall, type LiveHub, type MeasuredCall } from '../live/index.ts';

/** A person with a few tabs open. */
const MAX_STREAMS_PER_USER = 5;
/** A large company's supervisors; each stream is written to once a second. */
const MAX_STREAMS_PER_TENANT = 50;
/** A stream takes a connection of the process, which has 4,000, and some 20 kB. */
const MAX_STREAMS = 500;
/** Proxies close a connection on which nothing comes for a minute. */
const HEARTBEAT_MS = 15_000;
/** Then the browser opens it again, with its session as it is by then: one that has ended, or is not extended any more, ends here. */
const LONGEST_STREAM_MS = 300_000;
/** What waits for a reader that is too slow: some minutes of levels. Then it is closed, and reads the list again. */
const MAX_WAITING_BYTES = 1_000_000;

/** Who looks, and at what. */
export interface LiveViewerScope {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly numbers: readonly string[] | null;
}

/** The streams of events (server-sent events, WHATWG HTML §9.2) that are open in this process. */
export class LiveEventStreams {
  readonly #hub: LiveHub;
  readonly #clock: Clock;
  readonly #byUser = new Map<UserId, number>();
  readonly #open = new Set<Readable>();

  constructor(hub: LiveHub, clock: Clock) {
    this.#hub = hub;
    this.#clock = clock;
  }

  /** Throws `too-many-live-streams`. `shown`: a call as the API sends it. */
  open(scope: LiveViewerScope, reply: FastifyReply, shown: (call: LiveCall) => unknown): FastifyReply {
    const { tenantId, userId, numbers } = scope;
    const ofUser = this.#byUser.get(userId) ?? 0;
    const isFull = this.#open.size >= MAX_STREAMS || this.#hub.viewersOf(tenantId) >= MAX_STREAMS_PER_TENANT;
    if (isFull || ofUser >= MAX_STREAMS_PER_USER) throw new AppError('too-many-live-streams');
    this.#byUser.set(userId, ofUser + 1);
    const stream = new Readable({ read: () => undefined });
    this.#open.add(stream);
    const view = new LiveView(numbers, {
      now: () => this.#clock.now(),
      shown,
      send: (event, data) => {
        stream.push(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        if (stream.readableLength > MAX_WAITING_BYTES) stream.destroy();
      },
    });
    // At once, so that the browser knows that it is connected; and how soon it may come again.
    stream.push('retry: 3000\n\n');
    const heartbeat = this.#clock.every(HEARTBEAT_MS, () => stream.push(': still here\n\n'));
    const end = this.#clock.after(LONGEST_STREAM_MS, () => stream.push(null));
    const leave = this.#hub.watch(tenantId, view);
    stream.once('close', () => {
      heartbeat.cancel();
      end.cancel();
      leave();
      this.#open.delete(stream);
      const left = (this.#byUser.get(userId) ?? 1) - 1;
      if (left > 0) this.#byUser.set(userId, left);
      else this.#byUser.delete(userId);
    });
    reply.raw.once('close', () => stream.destroy());
    // Proxies and compression would collect what is to be seen at once.
    return reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store, no-transform')
      .header('x-accel-buffering', 'no')
      .send(stream);
  }

  /** The service stops: browsers come again, to another process. */
  close(): void {
    for (const stream of this.#open) stream.push(null);
  }
}

interface ViewDeps {
  readonly now: () => number;
  readonly shown: (call: LiveCall) => unknown;
  readonly send: (event: string, data: unknown) => void;
}

/** What one viewer has been sent. */
class LiveView {
  readonly #numbers: readonly string[] | null;
  readonly #deps: ViewDeps;
  /** By call, as it was sent; null: nothing has been sent. */
  #known: ReadonlyMap<string, string> | null = null;

  constructor(numbers: readonly string[] | null, deps: ViewDeps) {
    this.#numbers = numbers;
    this.#deps = deps;
  }

  readonly onCalls = (calls: readonly LiveCall[]): void => {
    const { now, shown, send } = this.#deps;
    const visible = calls.filter((call) => isInScope(call, this.#numbers));
    const before = this.#known;
    const known = new Map(visible.map((call) => [call.callId as string, JSON.stringify(shown(call))]));
    this.#known = known;
    if (before === null) {
      send('list', { now: new Date(now()).toISOString(), calls: visible.map(shown) });
      return;
    }
    for (const callId of before.keys()) if (!known.has(callId)) send('end', { id: callId });
    for (const call of visible.toReversed()) {
      const last = before.get(call.callId);
      if (last === known.get(call.callId)) continue;
      send(last === undefined ? 'begin' : 'change', shown(call));
    }
  };

  readonly onMeasured = (measured: readonly MeasuredCall[]): void => {
    const calls = measured
      .filter(({ callId }) => this.#known?.has(callId))
      .map(({ callId, ...parties }) => ({ id: callId, ...parties }));
    if (calls.length > 0) this.#deps.send('levels', { calls });
  };
}
