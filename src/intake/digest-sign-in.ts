import { clientNetwork } from '../base/client-address.ts';
import type { Clock } from '../base/clock.ts';
import type { SourceId } from '../base/ids.ts';
import { AttemptCounters } from '../platform/attempt-counters.ts';
import type { Logger } from '../platform/logging.ts';
import { type Counter, labelledCounter, type Registry } from '../platform/metrics.ts';
import { DIGEST_REALM, type Directory, type SiprecSource } from '../tenants/index.ts';
import {
  DIGEST_ALGORITHMS,
  type DigestAlgorithm,
  type DigestCredentials,
  isRightResponse,
  parseDigestCredentials,
  type ReceivedRequest,
  writeDigestChallenge,
} from '../wire/sip/index.ts';
import { Nonces } from './sip/nonces.ts';
import type { Peer } from './sip/peer.ts';
import { SERVICE_UNAVAILABLE } from './sip/responses.ts';
import type { Admission, SignIn } from './sip/transaction-user.ts';

/** Failed attempts of an address in ten minutes; further ones are refused unread. A PBX with a wrong secret makes one a call. */
const MAX_FAILURES = 20;
const FORGET_AFTER_S = 600;
/** Addresses that are refused at once, or have signed in: those of the PBXs, and of who has got a nonce at its address. */
const MAX_ADDRESSES = 10_000;
/** How long an address that has signed in counts as its source's: the longest call, which may end by a BYE that only its address shows. */
const SIGNED_IN_MS = 24 * 3_600_000;
const LOG_INTERVAL_MS = 1_000;

const RESULTS = ['challenged', 'accepted', 'stale', 'failed', 'throttled', 'unreadable'] as const;
type DigestResult = (typeof RESULTS)[number];

export type OfferedDigests = 'sha-256+md5' | 'sha-256' | 'md5';

interface DigestSignInDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Default: all. */
  readonly digests?: OfferedDigests;
}

const FORBIDDEN: Admission = { admitted: false, response: { status: 403 } };

/** Digest authentication of PBXs (RFC 3261 §22, RFC 8760), by what is in memory: a request that fails leaves no state but a count. */
export class DigestSignIn {
  readonly #deps: DigestSignInDeps;
  readonly #nonces: Nonces;
  readonly #algorithms: readonly DigestAlgorithm[];
  readonly #results: Counter<'result'>;
  readonly #failures = new AttemptCounters({ name: 'sip-digest', db: null });
  /** Until when an address is refused, monotonic ms. */
  readonly #refused = new Map<string, number>();
  readonly #signedIn = new Map<string, { readonly sourceId: SourceId; readonly until: number }>();
  #loggedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: DigestSignInDeps) {
    this.#deps = deps;
    this.#nonces = new Nonces(deps.clock);
    const { digests = 'sha-256+md5' } = deps;
    this.#algorithms = DIGEST_ALGORITHMS.filter((one) => digests.split('+').includes(one.toLowerCase()));
    this.#results = labelledCounter({
      registry: deps.metrics,
      name: 'fonoteka_sip_digest_total',
      help: 'Requests that must sign in by digest authentication, by result.',
      labels: { result: RESULTS },
    });
  }

  /** The source that has signed in from the address; null: none. */
  sourceAt(address: string): SourceId | null {
    const found = this.#signedIn.get(address);
    return found !== undefined && found.until > this.#deps.clock.monotonicMs() ? found.sourceId : null;
  }

  /** Admits a request of a source that signs in, or says how it is refused: by a challenge. */
  admit(directory: Directory, { method, headers }: ReceivedRequest, peer: Peer): Admission {
    const { address } = peer;
    if ((this.#refused.get(clientNetwork(address)) ?? 0) > this.#deps.clock.monotonicMs()) {
      this.#count('throttled');
      return FORBIDDEN;
    }
    const credentials = headers.all('Authorization').flatMap((value) => parseDigestCredentials(value) ?? []);
    const given = credentials.find(
      ({ realm, algorithm }) => realm === DIGEST_REALM && this.#algorithms.includes(algorithm),
    );
    if (given === undefined) return this.#challenge(address, 'challenged');
    const source = directory.sourceOfUser(given.user);
    const isFromThere = source !== null && (source.isAnywhere || directory.sourceAt(address)?.id === source.id);
    if (!isFromThere || source.digest === null) return this.#fail(address, given);
    if (source.digest.hashes === null) {
      this.#count('unreadable');
      return { admitted: false, response: SERVICE_UNAVAILABLE };
    }
    if (!isRightResponse(given, method, source.digest.hashes)) return this.#fail(address, given);
    const { nonce, protection } = given;
    const count = protection === null ? null : Number.parseInt(protection.nc, 16);
    // RFC 7616 §3.3, `stale`: the secret is right, only the nonce is not; the client retries without asking anybody.
    const isFresh = this.#nonces.isOurs(nonce, address) && this.#nonces.use(nonce, count);
    return isFresh ? this.#accept(address, source) : this.#challenge(address, 'stale');
  }

  #accept(address: string, source: SiprecSource): Admission {
    this.#count('accepted');
    void this.#failures.clear(clientNetwork(address));
    const until = this.#deps.clock.monotonicMs() + SIGNED_IN_MS;
    setLatest(this.#signedIn, address, { sourceId: source.id, until });
    return { admitted: true, signIn: signInOf(source) };
  }

  /** Counted only with a nonce of that address: nobody else makes it refused by forging it. */
  #fail(address: string, { nonce }: DigestCredentials): Admission {
    const { clock, log } = this.#deps;
    this.#count('failed');
    const now = clock.monotonicMs();
    if (now - this.#loggedAt >= LOG_INTERVAL_MS) {
      this.#loggedAt = now;
      log.warn(
        { source: address },
        'intake: a PBX signed in with a wrong user name or secret, or from another address',
      );
    }
    if (this.#nonces.isOurs(nonce, address)) void this.#countFailure(clientNetwork(address));
    return this.#challenge(address, null);
  }

  async #countFailure(network: string): Promise<void> {
    const { value, expiresInMs } = await this.#failures.add(network, 1, FORGET_AFTER_S);
    if (value < MAX_FAILURES) return;
    setLatest(this.#refused, network, this.#deps.clock.monotonicMs() + expiresInMs);
  }

  #challenge(address: string, result: 'challenged' | 'stale' | null): Admission {
    if (result !== null) this.#count(result);
    const challenge = { realm: DIGEST_REALM, nonce: this.#nonces.make(address), stale: result === 'stale' };
    const headers = this.#algorithms.map((algorithm) => ({
      name: 'WWW-Authenticate',
      value: writeDigestChallenge(challenge, algorithm),
    }));
    return { admitted: false, response: { status: 401, headers } };
  }

  #count(result: DigestResult): void {
    this.#results.inc({ result });
  }
}

/** What must still hold when the session is opened: its secret may be changed meanwhile. */
export function signInOf({ id, digest }: SiprecSource): SignIn {
  return { sourceId: id, proof: digest?.hashes?.['SHA-256'] ?? '' };
}

function setLatest<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MAX_ADDRESSES) map.delete(map.keys().next().value!);
}
