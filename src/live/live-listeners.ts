import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Clock, Timer } from '../base/clock.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import { type Database, NotificationListener, RECORDER_CHANNEL } from '../platform/postgres/index.ts';
import {
  AUDIO_CHANNEL,
  keyOfListening,
  LISTEN,
  LISTENING_LEASE_MS,
  openAudio,
  proofOf,
  STILL_LISTENING,
  STOP_LISTENING,
} from './listening-messages.ts';
import type { LiveCall } from './live-calls.ts';
import { notify } from './live-messages.ts';

/** Of a process. Each has a notification of 8 kB four times a second to read. */
const MAX_LISTENERS = 40;
const RENEWAL_MS = LISTENING_LEASE_MS / 4;
/** From the request to the first sound: the recorder is asked, its thread starts, and a visit of the sockets is waited for. */
const FIRST_SOUND_MS = 8_000;
/** Sound comes twice a second; without any the recorder, or the connection to the database, is gone. */
const SILENT_MS = 5_000;
/** What a listener who does not read is sent at most: half a minute. */
const MAX_WAITING_BYTES = 500_000;

interface ListenersDeps {
  readonly db: Database;
  readonly keys: KeyStore;
  readonly listenUrl: string;
  readonly clock: Clock;
  readonly log: Logger;
}

interface OpenListener {
  readonly key: Buffer;
  readonly sound: Readable;
  /** Of the next message. */
  number: number;
  silence: Timer;
  readonly onFirst: (what: 'sound' | 'full' | 'end') => void;
}

const ANSWERS = { full: 'full', end: 'ended', late: 'unavailable' } as const;

/** In a web process: those who listen to calls that run. */
export class LiveListeners {
  readonly #deps: ListenersDeps;
  readonly #open = new Map<string, OpenListener>();
  #listener: NotificationListener | null = null;
  #renewal: Timer | null = null;

  constructor(deps: ListenersDeps) {
    this.#deps = deps;
  }

  /**
   * The sound of a call as a WAV file without an end (µ-law, 8000 Hz, caller left and callee right), until the call ends or the stream is
   * destroyed. `full`: too many listen. `ended`: the call has. `unavailable`: the recorder does not answer.
   */
  async listen({ recorderId, callId }: LiveCall): Promise<Readable | 'full' | 'ended' | 'unavailable'> {
    if (this.#open.size >= MAX_LISTENERS) return 'full';
    const { keys, clock, db } = this.#deps;
    const id = randomUUID();
    const key = await keyOfListening(keys, id);
    const sound = new Readable({ read: () => undefined });
    const first = Promise.withResolvers<'sound' | 'full' | 'end' | 'late'>();
    const silence = clock.after(FIRST_SOUND_MS, () => first.resolve('late'));
    this.#open.set(id, { key, sound, number: 0, silence, onFirst: first.resolve });
    sound.once('close', () => this.#close(id));
    let what: 'sound' | 'full' | 'end' | 'late' | 'failed' = 'failed';
    try {
      await this.#start();
      const request = `${recorderId} ${id} ${callId}`;
      await notify(db, RECORDER_CHANNEL, [`${LISTEN} ${request} ${proofOf(key, request)}`]);
      what = await first.promise;
    } finally {
      // One that failed must not take a place for ever.
      if (what !== 'sound') sound.destroy();
    }
    return what === 'sound' ? sound : ANSWERS[what];
  }

  /** They end; the service stops. */
  async close(): Promise<void> {
    for (const { sound } of this.#open.values()) sound.push(null);
    await this.#rest();
  }

  async #start(): Promise<void> {
    if (this.#listener !== null) return;
    const { listenUrl: url, clock, log } = this.#deps;
    this.#listener = new NotificationListener({
      url,
      channels: [AUDIO_CHANNEL],
      onNotification: (payload) => this.#receive(payload),
      onConnected: () => undefined,
      onUnheard: () => undefined,
      clock,
      log,
    });
    this.#renewal = clock.every(RENEWAL_MS, () => this.#renew());
    await this.#listener.start();
  }

  async #rest(): Promise<void> {
    this.#renewal?.cancel();
    const listener = this.#listener;
    this.#listener = null;
    await listener?.close();
  }

  #renew(): void {
    void this.#tell([...this.#open.keys()].map((id) => `${STILL_LISTENING} ${id}`));
  }

  async #tell(messages: readonly string[]): Promise<void> {
    // Leases end by themselves.
    await notify(this.#deps.db, RECORDER_CHANNEL, messages).catch(() => undefined);
  }

  #receive(payload: string): void {
    const [id = '', what = '', sealed = ''] = payload.split(' ');
    const open = this.#open.get(id);
    if (open === undefined) return;
    if (what === 'end' || what === 'full') {
      open.onFirst(what);
      return this.#finish(id);
    }
    const number = Number(what);
    // Anybody who can notify could send an old one again.
    const audio = number >= open.number ? openAudio(open.key, number, sealed) : null;
    if (audio === null) return;
    if (open.number === 0) open.sound.push(WAV_HEADER);
    open.number = number + 1;
    open.silence.cancel();
    open.silence = this.#deps.clock.after(SILENT_MS, () => this.#finish(id));
    open.sound.push(audio);
    open.onFirst('sound');
    if (open.sound.readableLength > MAX_WAITING_BYTES) open.sound.destroy();
  }

  /** What was sent is still read to its end; nothing may come after it. */
  #finish(id: string): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.silence.cancel();
    open?.sound.push(null);
  }

  #close(id: string): void {
    this.#open.get(id)?.silence.cancel();
    this.#open.delete(id);
    void this.#tell([`${STOP_LISTENING} ${id}`]);
    if (this.#open.size === 0) void this.#rest();
  }
}

/** µ-law, two channels, 8000 Hz; of a length that nobody knows: the largest. */
const WAV_HEADER = wavHeader();

function wavHeader(): Buffer {
  const header = Buffer.alloc(46);
  header.write('RIFF', 0);
  header.writeUInt32LE(0xffff_ffff, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(7, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(8, 34);
  header.writeUInt16LE(0, 36);
  header.write('data', 38);
  header.writeUInt32LE(0xffff_ffff, 42);
  return header;
}
