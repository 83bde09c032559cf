import type { ImapFlow } from 'imapflow';
import { exponentialBackoff } from '../../base/backoff.ts';
import { type Clock, delay } from '../../base/clock.ts';
import type { Logger } from '../logging.ts';
import { needsTls } from './smtp-transport.ts';

const RECONNECT_BACKOFF = exponentialBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });
/** Only the beginning of a larger mail is read: one mail is in memory at a time. */
const MAX_COMPLETE_BYTES = 10 * 1024 * 1024;
/** How much of a larger mail is read: the headers and the first part, which is its text. */
const BEGINNING_BYTES = 256 * 1024;
const ANSWER_TIMEOUT_MS = 60_000;
/** The folder is searched again after this time, in case the server did not report a new mail. */
const SEARCH_INTERVAL_MS = 5 * 60_000;

/** Handled mails are moved here. */
const DONE_FOLDER = ['Fonoteka', 'Done'];
/** Marks handled mails that cannot be moved. */
const DONE_KEYWORD = 'FonotekaDone';

export interface ReceivedMail {
  /** The mail as it came (RFC 5322). If it is large, only its beginning: the headers and the first part. */
  readonly raw: Buffer;
  readonly complete: boolean;
  readonly sizeBytes: number;
  /** When it arrived in the mailbox, by the server's clock: Unix ms. */
  readonly arrivedAt: number;
}

interface ImapMailboxOptions {
  /** `imaps://user:password@host/FOLDER`; INBOX if no folder is given. */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called when all mails have been handled, and when reading fails. */
  readonly onState?: (isWorking: boolean) => void;
}

type HandleMail = (mail: ReceivedMail) => Promise<void>;

/**
 * A folder of an IMAP server. Handled mails are recognised by their folder or keyword, never by their UID or \Seen flag: a new
 * UIDVALIDITY (RFC 9051 §2.3.1.1), or a person who reads the mails, changes nothing.
 */
export class ImapMailbox {
  readonly #options: ImapMailboxOptions;

  constructor(options: ImapMailboxOptions) {
    this.#options = options;
  }

  /**
   * Passes each mail to `handle`, one at a time, until the signal aborts. When `handle` resolves, the mail is moved to the
   * done folder. When it rejects, the mail stays and is passed again later, after the others. A mail may be passed more
   * than once (a crash between handling and moving), so `handle` must recognise one it has seen. Resolves when the signal
   * aborts and never rejects: it reconnects when the server is unavailable.
   */
  async watch(handle: HandleMail, signal: AbortSignal): Promise<void> {
    const { url, clock, log, onState } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const client = await createClient(new URL(url));
        if (signal.aborted) return;
        await new ImapSession(client, this.#options, handle).run(signal, () => {
          failures = 0;
          onState?.(true);
        });
      } catch (error) {
        if (signal.aborted) return;
        onState?.(false);
        const waitMs = RECONNECT_BACKOFF(failures);
        failures += 1;
        log.warn({ reason: loggableReason(error), waitMs }, 'mailbox: reading failed; connecting again after a pause');
        await delay(clock, waitMs, signal);
      }
    }
  }
}

/** The server's own text is not logged: it may contain addresses. */
function loggableReason(error: unknown): string {
  const { code, name } = error as { readonly code?: string; readonly name?: string };
  return code ?? name ?? 'unknown';
}

/** One connection to the server, from sign-in to its end. */
class ImapSession {
  readonly #client: ImapFlow;
  readonly #folder: string;
  readonly #options: ImapMailboxOptions;
  readonly #handle: HandleMail;
  /** Aborted when the folder must be searched: a new mail came, or the connection ended. */
  #change = new AbortController();
  /** The path of the done folder as the server writes it; null if the folder cannot be created. */
  #doneFolder: string | null = null;

  constructor(client: ImapFlow, options: ImapMailboxOptions, handle: HandleMail) {
    const url = new URL(options.url);
    this.#options = options;
    this.#handle = handle;
    this.#folder = decodeURIComponent(url.pathname.slice(1)) || 'INBOX';
    this.#client = client;
    this.#client.on('exists', () => this.#change.abort());
    this.#client.on('close', () => this.#change.abort());
    // The running command, or the next one, fails with the error.
    this.#client.on('error', () => {});
  }

  /**
   * Handles the mails in the folder and new ones. Returns when the signal aborts. Throws when the connection ends or a
   * mail could not be handled. `onAllHandled` is called each time all mails are handled.
   */
  async run(signal: AbortSignal, onAllHandled: () => void): Promise<void> {
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
        this.#change = new AbortController();
        await this.#handleMails(signal);
        onAllHandled();
        await this.#waitForChange(signal);
      }
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }

  async #waitForChange(signal: AbortSignal): Promise<void> {
    void this.#client.idle().catch(() => {});
    await delay(this.#options.clock, SEARCH_INTERVAL_MS, AbortSignal.any([signal, this.#change.signal]));
  }

  async #handleMails(signal: AbortSignal): Promise<void> {
    const uids = await this.#client.search({ unKeyword: DONE_KEYWORD, deleted: false }, { uid: true });
    if (!uids) throw new Error('the IMAP server refused to search the folder');
    const failures: unknown[] = [];
    for (const uid of uids) {
      if (signal.aborted) return;
      const mail = await this.#read(uid);
      if (mail === null) continue;
      await this.#handle(mail).then(
        () => this.#markDone(uid),
        (error: unknown) => failures.push(error),
      );
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Null if the mail does not exist any more: another worker may have handled it. */
  async #read(uid: number): Promise<ReceivedMail | null> {
    const known = await this.#client.fetchOne(String(uid), { size: true, internalDate: true }, { uid: true });
    if (!known || known.size === undefined) return null;
    const complete = known.size <= MAX_COMPLETE_BYTES;
    const source = { start: 0, maxLength: complete ? MAX_COMPLETE_BYTES : BEGINNING_BYTES };
    const fetched = await this.#client.fetchOne(String(uid), { source }, { uid: true });
    if (!fetched || fetched.source === undefined) return null;
    const arrivedAt = new Date(known.internalDate ?? this.#options.clock.now()).getTime();
    return { raw: Buffer.from(fetched.source), complete, sizeBytes: known.size, arrivedAt };
  }

  /** A mail that can be neither moved nor marked is passed again, and `handle` recognises it. */
  async #markDone(uid: number): Promise<void> {
    const range = String(uid);
    const done =
      (this.#doneFolder && (await this.#client.messageMove(range, this.#doneFolder, { uid: true }))) ||
      (await this.#client.messageFlagsAdd(range, [DONE_KEYWORD], { uid: true }));
    if (!done) {
      this.#options.log.warn(
        'mailbox: a handled mail can be neither moved nor marked; allow the account to create Fonoteka/Done or to set flags',
      );
    }
  }
}

async function createClient(url: URL): Promise<ImapFlow> {
  // Loaded only when used.
  const { ImapFlow } = await import('imapflow');
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
    socketTimeout: SEARCH_INTERVAL_MS + ANSWER_TIMEOUT_MS,
    maxLiteralSize: MAX_COMPLETE_BYTES + BEGINNING_BYTES,
  });
}
