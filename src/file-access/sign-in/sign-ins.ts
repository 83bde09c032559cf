import { clientNetwork } from '../../base/client-address.ts';
import { delay, type Clock } from '../../base/clock.ts';
import { ConcurrencyLimit } from '../../base/concurrency-limit.ts';
import type { TenantId } from '../../base/ids.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Logger } from '../../platform/logging.ts';
import { labelledCounter, type Registry } from '../../platform/metrics.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type Door, DOORS, type FailedSignInReason } from '../../tenants/index.ts';
import type { RecordingTree } from '../recording-tree.ts';
import { LoginThrottle } from './login-throttle.ts';

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
  /** Where a door keeps sessions that nobody uses now: ends one of the tenant, so that this one takes its place. Whether there was one. */
  makeRoom?(tenantId: TenantId): boolean;
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

/** Who is meant by an attempt. All of its methods may fail with an `AppError`. */
export interface Account {
  /** Known without a slow check. `wrong`: the same one was wrong a moment ago. `unknown-key`: nothing was guessed. */
  readonly proof: 'right' | 'wrong' | 'unknown-key' | 'unchecked';
  /** The same for the same login and password from the same network. */
  readonly sameAs: string;
  /** Nobody signs in here unencrypted. */
  readonly demandsEncryption: boolean;
  /** The slow check of a password. `trusted`: the login has succeeded from this address before. Null: too many wait. */
  check(trusted: boolean): Promise<boolean | null>;
  /** Whose it is; null: nobody's. Asked for once the proof is right. */
  readonly tenantId: TenantId | null;
  open(): Promise<OpenedTree | NotOpened>;
  /** It is listed and audited. */
  failed(reason: FailedSignInReason): Promise<void>;
  /** It is listed only: there can be any number of them. */
  refused(reason: FailedSignInReason): void;
}

/** `refused`: something else than the proof stands against it, which has been recorded. `too-many-sessions`: in all processes. */
export type NotOpened = 'refused' | 'too-many-sessions';

export interface OpenedTree {
  readonly tree: RecordingTree;
  /** As it is now: it may change while the session is open. */
  readonly demandsEncryption: boolean;
  release(): void;
}

export interface Accounts {
  /** Also of a login that nobody has: its answers take as long. */
  find(attempt: SignInAttempt): Promise<Account>;
  /** Whether the owner of the login signs in encrypted only. */
  demandsEncryption(login: string): Promise<boolean>;
}

export interface DoorSession {
  readonly tree: RecordingTree;
  /** What is fetched must be encrypted on the way, too. */
  readonly demandsEncryption: boolean;
  /** The session has ended: another one of the tenant may take its place. */
  release(): void;
}

/** `closed`: the client went away, or its session was ended, while it signed in. */
export type SignInRefusal =
  | 'wrong'
  | 'encryption-required'
  | 'too-many-failures'
  | 'too-many-sessions'
  | 'unavailable'
  | 'closed';

const OUTCOMES = [
  'signed-in',
  'wrong',
  'encryption-required',
  'too-many-failures',
  'too-many-sessions',
  'unavailable',
  'closed',
] as const;

/** Longer than any login there is; a longer one must not fill the memory of the throttle. */
const MAX_LOGIN_LENGTH = 128;
/** Not empty, and without control characters: the database takes no NUL. */
const LOGIN = /^\P{Cc}+$/u;
/** What programs try by themselves (RFC 1635); no customer has them. */
const ANONYMOUS = /^(anonymous|ftp)$/i;
/** A program with an old password that tries it again and again: nothing is guessed, but it need not be fast. */
const REPEATED_FAILURE_MS = 1000;

/** Whether a text can be a login; others are refused without an attempt. */
export function isLogin(text: string): boolean {
  return text.length <= MAX_LOGIN_LENGTH && LOGIN.test(text);
}

/** Whether nobody has the login: it is refused at once and counts as no attempt. */
export function isAnonymous(login: string): boolean {
  return ANONYMOUS.test(login);
}

interface SignInLimits {
  /** Signed-in sessions at once of one tenant, over all doors. */
  readonly sessionsPerTenant: number;
  /** Addresses, and logins, whose failed sign-ins are remembered; the oldest are forgotten. */
  readonly rememberedFailures: number;
}

/** lftp and FileZilla open up to ten connections, and several people may share an address. */
const DEFAULT_SIGN_IN_LIMITS: SignInLimits = { sessionsPerTenant: 50, rememberedFailures: 10_000 };

interface SignInsOptions {
  /** `Authenticate`: a slow check of everything, as tests of doors need it. */
  readonly authenticate: Accounts | Authenticate;
  /** Where failed sign-ins are counted for all processes; null: in memory. */
  readonly db: Database | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics?: Registry;
  readonly limits?: Partial<SignInLimits>;
}

type Proven = 'right' | Exclude<SignInRefusal, 'too-many-sessions' | 'encryption-required'>;

/** Signs clients in for every door: slows down guessing, checks, and counts a tenant's sessions. */
export class SignIns {
  readonly #accounts: Accounts;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #throttle: LoginThrottle;
  readonly #sessions: ConcurrencyLimit<TenantId>;
  /** Checks that run, by what they check: the ten connections of one program are one attempt. */
  readonly #running = new Map<string, Promise<Proven>>();
  readonly #count: (door: Door, outcome: (typeof OUTCOMES)[number]) => void;

  constructor({ authenticate, db, clock, log, metrics, limits }: SignInsOptions) {
    const { sessionsPerTenant, rememberedFailures } = { ...DEFAULT_SIGN_IN_LIMITS, ...limits };
    this.#accounts = typeof authenticate === 'function' ? uncheckedAccounts(authenticate) : authenticate;
    this.#clock = clock;
    this.#log = log;
    this.#throttle = new LoginThrottle({ db, remembered: rememberedFailures });
    this.#sessions = new ConcurrencyLimit(sessionsPerTenant);
    this.#count = metrics === undefined ? () => undefined : counted(metrics);
  }

  /** Waits as long as earlier failures of the address and the login demand, unless the proof is known; then checks. */
  async signIn(attempt: SignInAttempt): Promise<Result<DoorSession, SignInRefusal>> {
    const signedIn = await this.#signIn(attempt).catch((error: unknown) => {
      this.#log.error({ err: error, door: attempt.door }, 'files: a sign-in could not be checked and was refused');
      return fail('unavailable' as const);
    });
    this.#count(attempt.door, signedIn.ok ? 'signed-in' : signedIn.reason);
    return signedIn;
  }

  /** Whether the password of a login is not even to be sent over a connection that is not encrypted. */
  async demandsEncryption(login: string): Promise<boolean> {
    try {
      return await this.#accounts.demandsEncryption(login);
    } catch (error) {
      this.#log.warn({ err: error }, 'files: whether a login demands encryption is not known; the sign-in decides');
      return false;
    }
  }

  async #signIn(attempt: SignInAttempt): Promise<Result<DoorSession, SignInRefusal>> {
    const { client } = attempt;
    if (isAnonymous(attempt.login) || !isLogin(attempt.login)) return fail('wrong');
    const account = await this.#accounts.find(attempt);
    if (account.demandsEncryption && !client.encrypted) {
      await account.failed('encryption-required');
      return fail('encryption-required');
    }
    const proven = await this.#prove(account, attempt);
    if (proven !== 'right') return fail(proven);
    if (client.closed.aborted) return fail('closed');
    return this.#open(account, client);
  }

  async #open(account: Account, client: DoorClient): Promise<Result<DoorSession, SignInRefusal>> {
    const { tenantId } = account;
    const releaseShare = tenantId === null ? null : this.#share(tenantId, client);
    if (releaseShare === null) {
      await account.failed('too-many-sessions');
      return fail('too-many-sessions');
    }
    const opened = await account.open().catch((error: unknown) => {
      releaseShare();
      throw error;
    });
    if (opened === 'too-many-sessions') {
      releaseShare();
      await account.failed(opened);
      return fail(opened);
    }
    if (opened === 'refused') {
      releaseShare();
      return fail(client.closed.aborted ? 'closed' : 'wrong');
    }
    const release = (): void => {
      opened.release();
      releaseShare();
    };
    return ok({
      tree: opened.tree,
      get demandsEncryption() {
        return opened.demandsEncryption;
      },
      release,
    });
  }

  #share(tenantId: TenantId, client: DoorClient): (() => void) | null {
    const share = this.#sessions.acquire(tenantId);
    return share ?? (client.makeRoom?.(tenantId) ? this.#sessions.acquire(tenantId) : null);
  }

  async #prove(account: Account, attempt: SignInAttempt): Promise<Proven> {
    const { client } = attempt;
    switch (account.proof) {
      case 'right':
        return 'right';
      case 'unknown-key':
        return 'wrong';
      case 'wrong':
        account.refused('wrong-password');
        await delay(this.#clock, REPEATED_FAILURE_MS, client.closed);
        return 'wrong';
      default:
    }
    for (;;) {
      const running = this.#running.get(account.sameAs);
      if (running === undefined) return this.#checkOnce(account, attempt);
      const proven = await running;
      // It was the other client that went away.
      if (proven !== 'closed' || client.closed.aborted) return proven;
    }
  }

  async #checkOnce(account: Account, attempt: SignInAttempt): Promise<Proven> {
    const running = this.#check(account, attempt);
    this.#running.set(account.sameAs, running);
    try {
      return await running;
    } finally {
      this.#running.delete(account.sameAs);
    }
  }

  async #check(account: Account, { login, client }: SignInAttempt): Promise<Proven> {
    const wait = await this.#throttle.enqueue(client.address, login);
    if (wait === null) {
      account.refused('too-many-failures');
      return 'too-many-failures';
    }
    if (wait.waitMs > 0) await delay(this.#clock, wait.waitMs, client.closed);
    await wait.done();
    if (client.closed.aborted) {
      await this.#throttle.notCounted(client.address, login);
      return 'closed';
    }
    try {
      const right = await account.check(wait.known);
      if (right === null) throw new Error('too many passwords wait to be checked');
      if (right) await this.#throttle.succeeded(client.address, login);
      return right ? 'right' : 'wrong';
    } catch (error) {
      await this.#throttle.notCounted(client.address, login);
      throw error;
    }
  }
}

function counted(registry: Registry) {
  const counter = labelledCounter({
    registry,
    name: 'fonoteka_file_sign_ins_total',
    help: 'Sign-ins to fetch files, by the protocol and how they ended.',
    labels: { door: DOORS, outcome: OUTCOMES },
  });
  return (door: Door, outcome: (typeof OUTCOMES)[number]) => counter.inc({ door, outcome });
}

/** Each attempt is another one, and all of it is checked at once. */
function uncheckedAccounts(authenticate: Authenticate): Accounts {
  let attempts = 0;
  return {
    find: async (attempt) => {
      let tree: RecordingTree | null = null;
      return {
        proof: 'unchecked',
        sameAs: `${clientNetwork(attempt.client.address)} ${attempts++}`,
        demandsEncryption: false,
        check: async () => (tree = await authenticate(attempt)) !== null,
        get tenantId() {
          return tree?.tenantId ?? null;
        },
        open: async () => (tree === null ? 'refused' : { tree, demandsEncryption: false, release: () => undefined }),
        failed: async () => undefined,
        refused: () => undefined,
      };
    },
    demandsEncryption: async () => false,
  };
}
