import type { Clock, Timer } from '../base/clock.ts';
import type {
  ApiKeyId,
  FileCredentialId,
  FileSessionId,
  ListeningGrantId,
  ShareLinkId,
  SourceId,
  TenantId,
  UserId,
} from '../base/ids.ts';
import { Turns } from '../base/turns.ts';
import type { Logger } from '../platform/logging.ts';
import { NotificationListener } from '../platform/postgres/index.ts';

/** Triggers of the database notify it with the key of what changed. */
const CHANNEL = 'fonoteka_access';
/** After a check that failed because the database did not answer. */
const CHECK_AGAIN_MS = 1_000;

/** Of everything that is open. Each is a query: a process with thousands of sessions must not take all connections to the database. */
const CHECKS_AT_ONCE = 5;

/** Changes of a few seconds are of interest; a key takes about 100 bytes. */
const MAX_NOTED_CHANGES = 1_000;

export type AccessKey =
  | `user:${UserId}`
  | `tenant:${TenantId}`
  | `file-credential:${FileCredentialId}`
  | `file-session:${FileSessionId}`
  | `source:${SourceId}`
  | `api-key:${ApiKeyId}`
  | `listening-grant:${ListeningGrantId}`
  | `share-link:${ShareLinkId}`;

/** What a process is notified of besides: one connection is enough for all of it. */
interface OtherChannels {
  /** Constants: they become part of a statement. */
  readonly channels: readonly string[];
  readonly onNotification: (payload: string, channel: string) => void;
}

/** Something that is open because a password, a session or a key was right. */
interface OpenEntry {
  /** What it depends on. */
  readonly keys: readonly AccessKey[];
  /** Whether it would be opened again now. */
  readonly isValid: () => Promise<boolean>;
  readonly end: () => void;
  /** When it stops being valid by itself, Unix ms: it is checked then, too. */
  readonly expiresAt?: number;
}

/**
 * What is open in this process: FTP sessions, running requests. When a password or a key is changed, or a user or tenant
 * disabled, by any process, what depends on it is checked and ended; what expires, when it does.
 */
export class OpenAccess {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #entries = new Set<OpenEntry>();
  #changes = 0;
  /** By key. Everything may have changed before `#forgottenUntil`. */
  readonly #lastChanges = new Map<string, number>();
  #forgottenUntil = 0;
  readonly #turns = new Turns<'all'>({ atOnce: CHECKS_AT_ONCE, waiting: Infinity });
  /** Of everything, while notifications are not heard. */
  #isPolling = false;
  /** The next check of an entry: when it expires, or again after a failed one. */
  readonly #timers = new Map<OpenEntry, Timer>();

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Logger }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** How much is open. */
  get size(): number {
    return this.#entries.size;
  }

  /** Grows with every change that is noticed. To be read before something is looked up, for `changedSince`. */
  get changes(): number {
    return this.#changes;
  }

  /** Whether one of the keys may have changed since. What is added after a look-up need not be looked up again if not. */
  changedSince(changes: number, keys: readonly AccessKey[]): boolean {
    return changes < this.#forgottenUntil || keys.some((key) => (this.#lastChanges.get(key) ?? 0) > changes);
  }

  /** Returns what forgets it, when it has ended by itself. */
  add(entry: OpenEntry): () => void {
    this.#entries.add(entry);
    this.#watchExpiry(entry);
    return () => this.#forget(entry);
  }

  /** Checks what depends on a key, or everything. */
  async check(key: string | null): Promise<void> {
    this.#noteChange(key);
    const affected = [...this.#entries].filter(({ keys }) => key === null || keys.some((each) => each === key));
    // What is known to have changed does not wait for the rest.
    const check = async (entry: OpenEntry): Promise<void> =>
      key === null ? this.#checkInTurn(entry) : this.#checkOne(entry);
    await Promise.all(affected.map(check));
  }

  /** Checks everything as nothing is heard of changes: the database may answer all the same. Not while that is being done. */
  async poll(): Promise<void> {
    if (this.#isPolling) return;
    this.#isPolling = true;
    await this.check(null).finally(() => (this.#isPolling = false));
  }

  /** Listens for changes of any process, until the function returned is called; on the same connection for `others`. */
  async watch(
    url: string,
    others: OtherChannels = { channels: [], onNotification: () => {} },
  ): Promise<() => Promise<void>> {
    const listener = new NotificationListener({
      url,
      channels: [CHANNEL, ...others.channels],
      onNotification: (payload, channel) => {
        if (channel === CHANNEL) void this.check(payload);
        else others.onNotification(payload, channel);
      },
      onConnected: () => void this.check(null),
      onUnheard: () => void this.poll(),
      clock: this.#clock,
      log: this.#log,
    });
    await listener.start();
    return () => listener.close();
  }

  #noteChange(key: string | null): void {
    this.#changes++;
    if (key !== null && this.#lastChanges.size < MAX_NOTED_CHANGES) {
      this.#lastChanges.set(key, this.#changes);
      return;
    }
    this.#lastChanges.clear();
    this.#forgottenUntil = this.#changes;
  }

  #forget(entry: OpenEntry): void {
    this.#timers.get(entry)?.cancel();
    this.#timers.delete(entry);
    this.#entries.delete(entry);
  }

  /** What has expired and is still valid is checked again: the clock may have been set back. */
  #watchExpiry(entry: OpenEntry): void {
    if (entry.expiresAt === undefined) return;
    const leftMs = entry.expiresAt - this.#clock.now();
    this.#checkAfter(leftMs > 0 ? leftMs : CHECK_AGAIN_MS, entry);
  }

  #checkAfter(delayMs: number, entry: OpenEntry): void {
    this.#timers.get(entry)?.cancel();
    const timer = this.#clock.after(delayMs, () => {
      this.#timers.delete(entry);
      void this.#checkOne(entry);
    });
    this.#timers.set(entry, timer);
  }

  async #checkInTurn(entry: OpenEntry): Promise<void> {
    await this.#turns.take('all', () => this.#checkOne(entry));
  }

  async #checkOne(entry: OpenEntry): Promise<void> {
    if (!this.#entries.has(entry)) return;
    try {
      const isValid = await entry.isValid();
      // It may have ended by itself meanwhile: its connection could be carrying another request by now.
      if (!this.#entries.has(entry)) return;
      if (isValid) return this.#watchExpiry(entry);
      this.#forget(entry);
      entry.end();
    } catch (error) {
      this.#log.warn({ err: error }, 'tenants: whether access is still allowed could not be checked; tried again');
      if (this.#entries.has(entry)) this.#checkAfter(CHECK_AGAIN_MS, entry);
    }
  }
}
