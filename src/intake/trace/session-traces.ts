import { createHash } from 'node:crypto';
import { type Clock, repeat, type Repeating } from '../../base/clock.ts';
import { type CallId, newId, type RecordingId, type SourceId, type TenantId, type TraceId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Logger } from '../../platform/logging.ts';
import { Counter, type Registry } from '../../platform/metrics.ts';
import type { Database } from '../../platform/postgres/index.ts';
import type { EndReason, NoRecordingReason } from '../../recording/index.ts';
import type { Peer } from '../sip/peer.ts';
import { maskSecrets } from './mask-secrets.ts';
import { deleteOldTraces, type TraceLimits, writeTraces } from './trace-store.ts';
import type { TracedEndpoint, TracedMessage } from './traced-message.ts';

/** How soon support sees a message; a kill loses that much. Nothing is written for each message. */
const WRITE_EVERY_MS = 5_000;
/** New traces between two writes, 100 a second: a source that floods us is seen all the same. */
const MAX_NEW_PER_WRITE = 500;
/** Waits for the database; beyond it messages are dropped and counted. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** Of one session: an INVITE with metadata has 4 kB, a conference with many updates some 100 kB. */
const MAX_SESSION_BYTES = 256 * 1024;
/** Sessions that may still get messages: more than a recorder has. Those that were heard of longest ago are forgotten. */
const MAX_SESSIONS = 20_000;
/** A Call-ID stands in the head. */
const MAX_HEAD_BYTES = 16 * 1024;
/** Old traces are looked for at each n-th write. */
const WRITES_PER_DELETION = 12;

export interface TraceFacts {
  readonly sourceId?: SourceId;
  readonly tenantId?: TenantId | null;
  readonly recordingId?: RecordingId;
  readonly callId?: CallId;
  /** Whether the session was recorded, or why not. */
  readonly result?: 'recorded' | NoRecordingReason;
  readonly ended?: EndReason;
}

/** A session as the writer knows it. */
export interface OpenTrace extends TraceFacts {
  readonly id: TraceId;
  readonly startedAt: number;
  lastAt: number;
  /** The last final response to an INVITE of the PBX. */
  status: number | null;
  messages: number;
  bytes: number;
  /** Messages that were left out. */
  left: number;
  parts: number;
  waiting: TracedMessage[];
  changed: boolean;
}

interface SessionTracesDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'getOrCreate'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly limits: TraceLimits;
}

/**
 * Keeps the SIP messages of each session of a known source for some hours, refused ones too: for support. Secrets are masked at once;
 * what names people is sealed. Never delays or fails a session.
 */
export class SessionTraces {
  readonly #deps: SessionTracesDeps;
  /** By `keyOf` their Call-ID, the one heard of longest ago first. */
  readonly #traces = new Map<string, OpenTrace>();
  readonly #dropped: Counter;
  readonly #writing: Repeating | null;
  #waitingBytes = 0;
  #new = 0;
  #writes = 0;

  constructor(deps: SessionTracesDeps) {
    this.#deps = deps;
    this.#dropped = new Counter({
      name: 'fonoteka_session_trace_messages_dropped_total',
      help: 'SIP messages that no session trace has: too many sessions, or the database is away.',
      registers: [deps.metrics],
    });
    const onError = (err: unknown): void =>
      deps.log.warn({ err }, 'intake: session traces could not be written; trying again');
    this.#writing = this.#isOn ? repeat(deps.clock, { intervalMs: WRITE_EVERY_MS, onError }, () => this.write()) : null;
  }

  /** A message of or to a known source. Begins a trace with an INVITE. */
  message(direction: TracedMessage['direction'], bytes: Uint8Array, peer: Peer, local: TracedEndpoint): void {
    if (!this.#isOn) return;
    const callId = callIdOf(bytes);
    if (callId === null) return;
    const key = keyOf(callId);
    const trace = this.#traces.get(key) ?? this.#begin(key, direction, bytes);
    if (trace === null) return;
    this.#traces.delete(key);
    this.#traces.set(key, trace);
    trace.lastAt = this.#deps.clock.now();
    trace.changed = true;
    if (direction === 'sent') trace.status = inviteStatusOf(bytes) ?? trace.status;
    if (trace.bytes + bytes.length > MAX_SESSION_BYTES || this.#waitingBytes + bytes.length > MAX_WAITING_BYTES) {
      trace.left += 1;
      this.#dropped.inc();
      return;
    }
    trace.bytes += bytes.length;
    trace.messages += 1;
    this.#waitingBytes += bytes.length;
    const text = maskSecrets(Buffer.from(bytes).toString('latin1'));
    const { address, port, transport } = peer;
    trace.waiting.push({ at: trace.lastAt, direction, transport, peer: { address, port }, local, text });
  }

  /** What became of a session. */
  note(callId: string, facts: TraceFacts): void {
    const trace = this.#traces.get(keyOf(callId));
    if (trace !== undefined) Object.assign(trace, facts, { changed: true });
  }

  /** Writes what came since the last time. */
  async write(): Promise<void> {
    const { db, keys, clock, limits } = this.#deps;
    this.#new = 0;
    const changed = [...this.#traces.values()].filter((trace) => trace.changed);
    for (const trace of changed) trace.changed = false;
    try {
      if (changed.length > 0) await writeTraces(db, keys, changed);
    } catch (error) {
      for (const trace of changed) trace.changed = true;
      throw error;
    }
    this.#waitingBytes = [...this.#traces.values()].reduce((sum, { waiting }) => sum + bytesOf(waiting), 0);
    this.#forget();
    if (this.#writes++ % WRITES_PER_DELETION === 0) await deleteOldTraces(db, limits, clock.now());
  }

  async stop(): Promise<void> {
    await this.#writing?.stop();
    if (!this.#isOn) return;
    await this.write().catch((err: unknown) =>
      this.#deps.log.warn({ err }, 'intake: the last session traces could not be written'),
    );
  }

  get #isOn(): boolean {
    return this.#deps.limits.hours > 0;
  }

  #begin(key: string, direction: TracedMessage['direction'], bytes: Uint8Array): OpenTrace | null {
    if (direction === 'sent' || !isInvite(bytes)) return null;
    // More than MAX_SESSIONS between two writes: the database is away, and none can be forgotten.
    if (this.#new >= MAX_NEW_PER_WRITE || this.#traces.size >= MAX_SESSIONS + MAX_NEW_PER_WRITE) {
      this.#dropped.inc();
      return null;
    }
    this.#new += 1;
    const now = this.#deps.clock.now();
    const counts = { status: null, messages: 0, bytes: 0, left: 0, parts: 0, waiting: [], changed: true };
    const trace = { id: newId<TraceId>(now), startedAt: now, lastAt: now, ...counts };
    this.#traces.set(key, trace);
    return trace;
  }

  /** Only what has been written. */
  #forget(): void {
    for (const [key, trace] of this.#traces) {
      if (this.#traces.size <= MAX_SESSIONS) return;
      if (!trace.changed) this.#traces.delete(key);
    }
  }
}

const bytesOf = (messages: readonly TracedMessage[]): number =>
  messages.reduce((sum, { text }) => sum + text.length, 0);

/** Short, whatever the Call-ID: a part of a text would keep the complete one in memory. */
const keyOf = (callId: string): string => createHash('sha256').update(callId).digest('base64');

/** RFC 3261 §20.8, also in its compact form. Without parsing: a message that cannot be parsed is traced, too. */
function callIdOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_HEAD_BYTES)).toString('latin1');
  return /\n(?:call-id|i)[ \t]*:([^\r\n]+)/i.exec(head)?.[1]?.trim() || null;
}

const isInvite = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 7)).toString('latin1') === 'INVITE ';

/** The status of a final response to an INVITE. */
function inviteStatusOf(bytes: Uint8Array): number | null {
  const head = Buffer.from(bytes.subarray(0, MAX_HEAD_BYTES)).toString('latin1');
  const status = Number(/^SIP\/2\.0 ([2-6]\d\d)/.exec(head)?.[1]);
  return status > 0 && /\ncseq[ \t]*:[ \t]*\d+[ \t]+INVITE\b/i.test(head) ? status : null;
}
