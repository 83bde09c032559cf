import { ImapFlow } from 'imapflow';
import { type Clock, delay } from '../../base/clock.ts';
import type { Logger } from '../logging.ts';
import type { ReceivedMail } from './mailbox.ts';
import { needsTls } from './needs-tls.ts';

/** A larger mail is read only at its beginning: one mail is held in memory at a time. */
const MAX_WHOLE_BYTES = 10 * 1024 * 1024;
/** Of a larger one: headers and the first part, which is its text. */
const BEGINNING_BYTES = 256 * 1024;
/** A server that says nothing for longer is away. */
const ANSWER_TIMEOUT_MS = 60_000;
/** The box is looked through again after this, whatever the server told: what it forgot to tell is found. */
const LOOK_AGAIN_MS = 5 * 60_000;

/** Where mails are put away, and the flag of those that cannot be moved there. */
const DONE_FOLDER = ['Fonoteka', 'Done'];
const DONE_KEYWORD = 'FonotekaDone';

interface SessionOptions {
  readonly url: URL;
  readonly clock: Clock;
  readonly log: Logger;
  readonly handle: (mail: ReceivedMail) => Promise<void>;
}

/** One connection to an IMAP server, from sign-in to its end. */
export class ImapSession {
  readonly #client: ImapFlow;
  readonly #folder: string;
  readonly #options: SessionOptions;
  /** Aborted when there is a reason to look: a new mail, or the connection's end. */
  #news = new AbortController();
  /** Its path as the server writes it; null: it cannot be made. */
  #doneFolder: string | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#folder = decodeURIComponent(options.url.pathname.slice(1)) || 'INBOX';
    this.#client = clientFor(options.url);
    this.#client.on('exists', () => this.#news.abort());
    this.#client.on('close', () => this.#news.abort());
    // The command under way, or the next one, fails and tells.
    this.#client.on('error', () => {});
  }

  /**
   * Handles what is in the folder and what comes. Returns when the signal aborts; throws when the connection ends or a
   * mail could not be handled. `afterLook` is called each time everything there was is handled.
   */
  async run(signal: AbortSignal, afterLook: () => void): Promise<void> {
    const close = (): void => this.#client.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      await this.#client.connect();
      await this.#client.mailboxOpen(this.#folder);
      this.#doneFolder = await this.#client.mailboxCreate(DONE_FOLDER).then(
        ({ path }) => path,
        () => null,
      );
      while (!signal.aborted) {
        this.#news = new AbortController();
        await this.#lookThrough(signal);
        afterLook();
        await this.#waitForNews(signal);
      }
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }

  async #waitForNews(signal: AbortSignal): Promise<void> {
    void this.#client.idle().catch(() => {});
    await delay(this.#options.clock, LOOK_AGAIN_MS, AbortSignal.any([signal, this.#news.signal]));
  }

  async #lookThrough(signal: AbortSignal): Promise<void> {
    const uids = await this.#client.search({ unKeyword: DONE_KEYWORD, deleted: false }, { uid: true });
    if (!uids) throw new Error('the server does not search');
    const failures: unknown[] = [];
    for (const uid of uids) {
      if (signal.aborted) return;
      const mail = await this.#read(uid);
      if (mail === null) continue;
      await this.#options.handle(mail).then(
        () => this.#putAway(uid),
        (error: unknown) => failures.push(error),
      );
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Null: it is gone; another worker may have been faster. */
  async #read(uid: number): Promise<ReceivedMail | null> {
    const known = await this.#client.fetchOne(String(uid), { size: true, internalDate: true }, { uid: true });
    if (!known || known.size === undefined) return null;
    const whole = known.size <= MAX_WHOLE_BYTES;
    const source = { start: 0, maxLength: whole ? MAX_WHOLE_BYTES : BEGINNING_BYTES };
    const fetched = await this.#client.fetchOne(String(uid), { source }, { uid: true });
    if (!fetched || fetched.source === undefined) return null;
    const arrivedAt = new Date(known.internalDate ?? this.#options.clock.now()).getTime();
    return { raw: Buffer.from(fetched.source), whole, sizeBytes: known.size, arrivedAt };
  }

  /** A mail that can be neither moved nor flagged is handed over again, and known again. */
  async #putAway(uid: number): Promise<void> {
    const range = String(uid);
    const done =
      (this.#doneFolder && (await this.#client.messageMove(range, this.#doneFolder, { uid: true }))) ||
      (await this.#client.messageFlagsAdd(range, [DONE_KEYWORD], { uid: true }));
    if (!done) this.#options.log.warn('mailbox: a mail that is done can be neither moved nor flagged');
  }
}

function clientFor(url: URL): ImapFlow {
  const secure = url.protocol === 'imaps:';
  return new ImapFlow({
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: Number(url.port) || (secure ? 993 : 143),
    secure,
    ...(needsTls(url) && !secure ? { doSTARTTLS: true } : {}),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: ANSWER_TIMEOUT_MS,
    greetingTimeout: ANSWER_TIMEOUT_MS,
    // Longer than IDLE stays silent.
    socketTimeout: LOOK_AGAIN_MS + ANSWER_TIMEOUT_MS,
    maxLiteralSize: MAX_WHOLE_BYTES + BEGINNING_BYTES,
  });
}
