import { delay, type Clock } from '../../base/clock.ts';
import { ConcurrencyLimit } from '../../base/concurrency-limit.ts';
import type { TenantId } from '../../base/ids.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Database } from '../../platform/postgres/index.ts';
import type { RecordingTree } from '../recording-tree.ts';
import { LoginThrottle } from './login-throttle.ts';

/** The protocols by which customers reach their files. */
type Door = 'ftp' | 'sftp' | 'webdav';

/** The program at the other end of a connection. */
export interface DoorClient {
  /** IP address in text form; an IPv4 one is never written as IPv6. */
  readonly address: string;
  /** Whether what it sends now is encrypted on the way. */
  readonly encrypted: boolean;
  /** Ends the session: what opened it is no longer valid. */
  end(): void;
  /** Aborts when the connection is closed. */
  readonly closed: AbortSignal;
}

/** What a client shows to sign in. A key: SSH wire format; its signature has been verified by the door. */
type Proof =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'public-key'; readonly key: Buffer };

export interface SignInAttempt {
  readonly door: Door;
  readonly login: string;
  readonly proof: Proof;
  readonly client: DoorClient;
}

/** The tree that an attempt opens, or null: login, proof or network are not right. May fail with an `AppError`. */
export type Authenticate = (attempt: SignInAttempt) => Promise<RecordingTree | null>;

export interface DoorSession {
  readonly tree: RecordingTree;
  /** The session has ended: another one of the tenant may take its place. */
  release(): void;
}

/** `closed`: the client went away, or its session was ended, while it signed in. */
export type SignInRefusal = 'wrong' | 'too-many-failures' | 'too-many-sessions' | 'unavailable' | 'closed';

/** Longer than any login there is; a longer one must not fill the memory of the throttle. */
const MAX_LOGIN_LENGTH = 128;
/** Not empty, and without control characters: the database takes no NUL. */
const LOGIN = /^\P{Cc}+$/u;

/** Whether a text can be a login; others are refused without an attempt. */
export function isLogin(text: string): boolean {
  return text.length <= MAX_LOGIN_LENGTH && LOGIN.test(text);
}

interface SignInLimits {
  /** Signed-in sessions at once of one tenant. */
  readonly sessionsPerTenant: number;
  /** Addresses, and logins, whose failed sign-ins are remembered; the oldest are forgotten. */
  readonly rememberedFailures: number;
}

/** lftp and FileZilla open up to ten connections, and several people may share an address. */
const DEFAULT_SIGN_IN_LIMITS: SignInLimits = { sessionsPerTenant: 50, rememberedFailures: 10_000 };

interface SignInsOptions {
  readonly authenticate: Authenticate;
  /** Where failed sign-ins are counted for all processes; null: in memory. */
  readonly db: Database | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits?: Partial<SignInLimits>;
}

/** Signs clients in for every door: slows down guessing, checks, and counts a tenant's sessions. */
export class SignIns {
  readonly #authenticate: Authenticate;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #throttle: LoginThrottle;
  readonly #sessions: ConcurrencyLimit<TenantId>;

  constructor({ authenticate, db, clock, log, limits }: SignInsOptions) {
    const { sessionsPerTenant, rememberedFailures } = { ...DEFAULT_SIGN_IN_LIMITS, ...limits };
    this.#authenticate = authenticate;
    this.#clock = clock;
    this.#log = log;
    this.#throttle = new LoginThrottle({ db, remembered: rememberedFailures });
    this.#sessions = new ConcurrencyLimit(sessionsPerTenant);
  }

  /** Waits as long as earlier failures of the address and the login demand, then checks. */
  async signIn(attempt: SignInAttempt): Promise<Result<DoorSession, SignInRefusal>> {
    const { login, client } = attempt;
    const wait = await this.#throttle.enqueue(client.address, login);
    if (wait === null) return fail('too-many-failures');
    if (wait.waitMs > 0) await delay(this.#clock, wait.waitMs, client.closed);
    await wait.done();
    if (client.closed.aborted) {
      await this.#throttle.notCounted(client.address, login);
      return fail('closed');
    }
    return this.#check(attempt);
  }

  async #check(attempt: SignInAttempt): Promise<Result<DoorSession, SignInRefusal>> {
    const { login, client } = attempt;
    const tree = await this.#authenticate(attempt).catch((error: unknown) => {
      this.#log.error({ err: error, door: attempt.door }, 'files: a sign-in could not be checked and was refused');
      return 'unavailable' as const;
    });
    if (tree === 'unavailable') await this.#throttle.notCounted(client.address, login);
    else if (tree !== null) await this.#throttle.succeeded(client.address, login);
    if (client.closed.aborted) return fail('closed');
    if (tree === 'unavailable') return fail('unavailable');
    if (tree === null) return fail('wrong');
    const release = this.#sessions.acquire(tree.tenantId);
    return release === null ? fail('too-many-sessions') : ok({ tree, release });
  }
}
