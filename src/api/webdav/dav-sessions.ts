import { createHmac, randomBytes } from 'node:crypto';
import type { Clock, Timer } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { DoorSession, RecordingTree, SignInRefusal, SignIns } from '../../file-access/index.ts';
import { Gauge, type Registry } from '../../platform/metrics.ts';
import type { BasicCredentials } from './basic-credentials.ts';
import { RecentFiles } from './recent-files.ts';

/** A mounted drive is asked for something every few minutes as long as somebody uses it. */
const IDLE_SESSION_MS = 15 * 60_000;
/** About 2 kB each. Those without a running request make room, the one idle longest first. */
const MAX_SESSIONS = 2000;

interface DavSessionsDeps {
  readonly signIns: Pick<SignIns, 'signIn'>;
  readonly clock: Clock;
  readonly metrics: Registry;
}

/** Who sends a request. */
export interface DavClient extends BasicCredentials {
  readonly address: string;
  readonly encrypted: boolean;
  readonly userAgent: string;
}

/**
 * HTTP has no sessions, and a mounted drive sends thousands of requests: what one program at one address sends by the same login
 * and password is one session, with one sign-in. It ends when nothing has come for a while, or when it is no longer valid.
 */
export class DavSessions {
  readonly #deps: DavSessionsDeps;
  readonly #gauge: Gauge;
  /** Passwords are kept only as this: nobody can compute them from it, not even with a copy of the memory of another process. */
  readonly #secret = randomBytes(32);
  /** By login, password and client; the one idle longest first. */
  readonly #sessions = new Map<string, DavSession>();
  readonly #signingIn = new Map<string, SigningIn>();

  constructor(deps: DavSessionsDeps) {
    this.#deps = deps;
    this.#gauge = new Gauge({
      name: 'fonoteka_webdav_sessions',
      help: 'Sessions of WebDAV clients that have sent something in the last 15 minutes.',
      registers: [deps.metrics],
    });
  }

  /** The client's session, the one that is open or a new one. `gone` aborts when the request is given up. */
  async open(client: DavClient, gone: AbortSignal): Promise<Result<DavSession, SignInRefusal>> {
    const key = this.#keyOf(client);
    const open = this.#sessions.get(key);
    if (open !== undefined) {
      this.#sessions.delete(key);
      this.#sessions.set(key, open);
      return ok(open);
    }
    // A client that opens several connections at once signs in once.
    const running = this.#signingIn.get(key);
    if (running !== undefined && !running.isGivenUp) return running.join(gone);
    const signingIn = new SigningIn((ended) => this.#signIn(key, client, ended));
    this.#signingIn.set(key, signingIn);
    void signingIn.result.finally(() => {
      if (this.#signingIn.get(key) === signingIn) this.#signingIn.delete(key);
    });
    return signingIn.join(gone);
  }

  /** Ends all. */
  close(): void {
    for (const session of this.#sessions.values()) session.end();
  }

  async #signIn(key: string, client: DavClient, ended: AbortController): Promise<Result<DavSession, SignInRefusal>> {
    const signedIn = await this.#attempt(client, ended);
    if (!signedIn.ok) return signedIn;
    if (ended.signal.aborted) {
      signedIn.value.release();
      return fail('closed');
    }
    if (this.#sessions.size >= MAX_SESSIONS && !this.#endIdle(() => true)) {
      signedIn.value.release();
      ended.abort();
      return fail('too-many-sessions');
    }
    const session = new DavSession(signedIn.value, { clock: this.#deps.clock, ended });
    this.#sessions.set(key, session);
    this.#gauge.set(this.#sessions.size);
    ended.signal.addEventListener('abort', () => this.#forget(key), { once: true });
    return ok(session);
  }

  #forget(key: string): void {
    this.#sessions.delete(key);
    this.#gauge.set(this.#sessions.size);
  }

  #attempt({ login, password, address, encrypted }: DavClient, ended: AbortController) {
    return this.#deps.signIns.signIn({
      door: 'webdav',
      login,
      proof: { kind: 'password', password },
      client: {
        address,
        encrypted,
        end: () => ended.abort(),
        closed: ended.signal,
        // What programs of the tenant have left idle must not keep it out.
        makeRoom: (tenantId) => this.#endIdle(({ tree }) => tree.tenantId === tenantId),
      },
    });
  }

  /** Ends the session idle longest of those; whether there was one. */
  #endIdle(which: (session: DavSession) => boolean): boolean {
    const found = [...this.#sessions.values()].find((session) => session.isIdle && which(session));
    found?.end();
    return found !== undefined;
  }

  #keyOf({ login, password, address, encrypted, userAgent }: DavClient): string {
    const parts = JSON.stringify([login, password, address, encrypted, userAgent]);
    return createHmac('sha256', this.#secret).update(parts).digest('base64');
  }
}

/** A sign-in that several requests wait for. It is given up when all of them are. */
class SigningIn {
  readonly result: Promise<Result<DavSession, SignInRefusal>>;
  readonly #ended = new AbortController();
  #waiting = 0;

  constructor(signIn: (ended: AbortController) => Promise<Result<DavSession, SignInRefusal>>) {
    this.result = signIn(this.#ended);
  }

  get isGivenUp(): boolean {
    return this.#ended.signal.aborted;
  }

  async join(gone: AbortSignal): Promise<Result<DavSession, SignInRefusal>> {
    this.#waiting++;
    const leave = (): void => {
      if (--this.#waiting === 0) this.#ended.abort();
    };
    gone.addEventListener('abort', leave, { once: true });
    if (gone.aborted) leave();
    try {
      return await this.result;
    } finally {
      gone.removeEventListener('abort', leave);
    }
  }
}

/** What a program at one address has opened. */
export class DavSession {
  readonly tree: RecordingTree;
  /** What it has fetched parts of lately. */
  readonly recentFiles: RecentFiles;
  readonly #door: DoorSession;
  readonly #clock: Clock;
  readonly #ended: AbortController;
  #running = 0;
  #usedAt: number;
  #idleCheck: Timer;

  constructor(door: DoorSession, { clock, ended }: { readonly clock: Clock; readonly ended: AbortController }) {
    this.tree = door.tree;
    this.recentFiles = new RecentFiles(clock);
    this.#door = door;
    this.#clock = clock;
    this.#ended = ended;
    this.#usedAt = clock.monotonicMs();
    this.#idleCheck = clock.after(IDLE_SESSION_MS, () => this.#checkIdle());
    ended.signal.addEventListener('abort', () => this.#release(), { once: true });
  }

  get isIdle(): boolean {
    return this.#running === 0;
  }

  /** Marks that a request runs, which `onEnd` ends with the session. Returns what marks its end. */
  use(onEnd: () => void): () => void {
    this.#running++;
    const { signal } = this.#ended;
    if (signal.aborted) onEnd();
    else signal.addEventListener('abort', onEnd, { once: true });
    return () => {
      signal.removeEventListener('abort', onEnd);
      this.#running--;
      this.#usedAt = this.#clock.monotonicMs();
    };
  }

  end(): void {
    this.#ended.abort();
  }

  #checkIdle(): void {
    const idleMs = this.isIdle ? this.#clock.monotonicMs() - this.#usedAt : 0;
    if (idleMs >= IDLE_SESSION_MS) this.end();
    else this.#idleCheck = this.#clock.after(IDLE_SESSION_MS - idleMs, () => this.#checkIdle());
  }

  #release(): void {
    this.#idleCheck.cancel();
    this.#door.release();
  }
}
