import { timingSafeEqual } from 'node:crypto';
import type { Clock, Timer } from '../base/clock.ts';
import type { CallId, RecorderId } from '../base/ids.ts';
import type { Capture, RunningCall, TappedPacket } from '../capture/index.ts';
import type { LiveAudioThread } from '../encoding/index.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  AUDIO_BYTES_PER_MESSAGE,
  AUDIO_CHANNEL,
  keyOfListening,
  LISTENING_LEASE_MS,
  proofOf,
  sealAudio,
} from './listening-messages.ts';
import { notify } from './live-messages.ts';

/** Each takes some 1% of a core and four notifications a second of the database. */
const MAX_LISTENERS = 8;
/** What arrives at the recorder is taken from the sockets each 500 ms; with what the network and the thread need. */
const DELAY_MS = 900;
const INTERVAL_MS = 500;
/** Of a call that begins to be listened to before the thread runs. */
const MAX_WAITING_PACKETS = 2_000;

interface ListeningDeps {
  readonly db: Database;
  readonly keys: KeyStore;
  readonly recorderId: RecorderId;
  readonly capture: Pick<Capture, 'tap'>;
  readonly calls: () => readonly RunningCall[];
  readonly audio: LiveAudioThread;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Listener {
  readonly id: string;
  readonly key: Buffer;
  readonly callId: CallId;
  /** Monotonic ms. */
  until: number;
  packets: TappedPacket[];
  /** Of messages. */
  number: number;
  sending: boolean;
}

/** In a recorder: sends the sound of calls that somebody listens to, encrypted for that listener, while they run. */
export class LiveListening {
  readonly #deps: ListeningDeps;
  readonly #listeners = new Map<string, Listener>();
  #timer: Timer | null = null;
  #stopped = false;

  constructor(deps: ListeningDeps) {
    this.#deps = deps;
  }

  stop(): void {
    this.#stopped = true;
    for (const id of this.#listeners.keys()) this.end(id);
  }

  /** `text`: recorder, listener, call, proof. What is not for this recorder, or not of this installation, is nobody's. */
  async listen(text: string): Promise<void> {
    const [recorderId, id = '', callId = '', proof = ''] = text.split(' ');
    if (this.#stopped || recorderId !== this.#deps.recorderId || this.#listeners.has(id)) return;
    const key = await keyOfListening(this.#deps.keys, id);
    if (!isSame(proof, proofOf(key, `${recorderId} ${id} ${callId}`))) return;
    const call = this.#callOf(callId as CallId);
    if (call === undefined) return this.#say(id, 'end');
    if (this.#listeners.size >= MAX_LISTENERS) return this.#say(id, 'full');
    const until = this.#deps.clock.monotonicMs() + LISTENING_LEASE_MS;
    this.#listeners.set(id, { id, key, callId: callId as CallId, until, packets: [], number: 0, sending: false });
    this.#deps.capture.tap(call.recordingId, true);
    this.#timer ??= this.#deps.clock.every(INTERVAL_MS, () => this.#sendAll());
  }

  stillListening(id: string): void {
    const listener = this.#listeners.get(id);
    if (listener === undefined) return;
    listener.until = this.#deps.clock.monotonicMs() + LISTENING_LEASE_MS;
    // Again each time: a media thread that took a dead one's place knows of nobody who listens.
    const call = this.#callOf(listener.callId);
    if (call !== undefined) this.#deps.capture.tap(call.recordingId, true);
  }

  /** By the listener, or because the call has ended. */
  end(id: string): void {
    const listener = this.#listeners.get(id);
    if (listener === undefined) return;
    this.#listeners.delete(id);
    this.#deps.audio.drop(id);
    const call = this.#callOf(listener.callId);
    const others = [...this.#listeners.values()].some(({ callId }) => callId === listener.callId);
    if (call !== undefined && !others) this.#deps.capture.tap(call.recordingId, false);
    if (this.#listeners.size > 0) return;
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** The call of these has ended: who listens hears so at once. */
  callEnded({ description: { callId } }: RunningCall): void {
    for (const listener of this.#listeners.values()) {
      if (listener.callId !== callId) continue;
      this.end(listener.id);
      void this.#say(listener.id, 'end');
    }
  }

  tapped(recordingId: string, packets: readonly TappedPacket[]): void {
    for (const listener of this.#listeners.values()) {
      if (this.#callOf(listener.callId)?.recordingId !== recordingId) continue;
      if (listener.packets.length + packets.length <= MAX_WAITING_PACKETS) listener.packets.push(...packets);
    }
  }

  #callOf(callId: CallId): RunningCall | undefined {
    return this.#deps.calls().find(({ description }) => description.callId === callId);
  }

  #sendAll(): void {
    const now = this.#deps.clock.monotonicMs();
    for (const listener of this.#listeners.values()) {
      if (listener.until < now) this.end(listener.id);
      else if (!listener.sending) void this.#send(listener);
    }
  }

  async #send(listener: Listener): Promise<void> {
    const { audio, clock, db, log } = this.#deps;
    const call = this.#callOf(listener.callId);
    if (call === undefined) return;
    listener.sending = true;
    const packets = listener.packets;
    listener.packets = [];
    try {
      const { legs, captureStartedAt } = call;
      const sound = await audio.take(listener.id, { legs, captureStartedAt }, packets, clock.now() - DELAY_MS);
      if (!this.#listeners.has(listener.id)) return;
      const messages = [];
      for (let from = 0; from < sound.length; from += AUDIO_BYTES_PER_MESSAGE) {
        const part = sound.subarray(from, from + AUDIO_BYTES_PER_MESSAGE);
        const number = listener.number++;
        messages.push(`${listener.id} ${number} ${sealAudio(listener.key, number, part)}`);
      }
      await notify(db, AUDIO_CHANNEL, messages);
    } catch (err) {
      log.warn({ err }, 'live calls: the sound of a call could not be sent to who listens');
    } finally {
      listener.sending = false;
    }
  }

  async #say(id: string, what: 'end' | 'full'): Promise<void> {
    await notify(this.#deps.db, AUDIO_CHANNEL, [`${id} ${what}`]).catch(() => undefined);
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
