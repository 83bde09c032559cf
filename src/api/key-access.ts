import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.ts';
import { SharedQueries } from '../base/shared-queries.ts';
import { AttemptCounters } from '../platform/attempt-counters.ts';
import {
  findTenantKey,
  type KeySource,
  LastSeen,
  type SourceScope,
  sourceWithKey,
  type TenantKey,
  type TenantKeyScope,
} from '../tenants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import type { KeyScopes } from './endpoint.ts';
import { MAX_KEY_REQUESTS_PER_MINUTE } from './server-limits.ts';
import { refuseWhileThrottled, SignInThrottle } from './sign-in-throttle.ts';

/** RFC 6750 §2.1; the scheme's name in any case (RFC 9110 §11.1). */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;
/** RFC 7617. FreeSWITCH's CDR modules, and other senders of PBXs, can sign in by a user name and a password only. */
const BASIC = /^Basic +([\w+/-]+=*)$/i;
/** The same characters as of Bearer: no key has others, and the database stores none such as NUL. */
const USER_AND_PASSWORD = /^[^:]*:([\w.~+/-]+=*)$/;
/** Failed attempts are counted by the first characters of the key; the key itself is not kept. */
const KEY_PREFIX_CHARS = 4;
const MINUTE_S = 60;

export type KeyAccessDeps = Pick<ApiDeps, 'db' | 'clock' | 'log' | 'maxKeyRequestsPerMinute'>;

/** Whose key a request has in its Authorization header, and whether the key has the scope that the endpoint demands. */
export class KeyAccess {
  readonly #deps: KeyAccessDeps;
  readonly #throttle: SignInThrottle;
  readonly #requests: AttemptCounters;
  readonly #lastSeen: LastSeen;
  /** A PBX asks for each call whether it is recorded. */
  readonly #sources = new SharedQueries<KeySource | null>();

  constructor(deps: KeyAccessDeps) {
    const { db } = deps;
    this.#deps = deps;
    this.#throttle = new SignInThrottle({ name: 'api-key', db });
    this.#requests = new AttemptCounters({ name: 'api-key-requests', db });
    this.#lastSeen = new LastSeen(deps);
  }

  /** The PBX that sends a request. Throws `api-key-invalid`, `api-key-not-allowed`, or `sign-in-throttled` with the time to wait. */
  async source(request: FastifyRequest, reply: FastifyReply): Promise<KeySource> {
    const { db, clock } = this.#deps;
    const key = sourceKey(request);
    if (key === undefined) throw new AppError('api-key-invalid');
    // A right key is never throttled: it cannot be guessed, and each upload of a PBX would count.
    const source = await this.#sources.ask(key, () => sourceWithKey(db, key, clock.now()));
    if (source === null) return this.#refuse(key, request, reply);
    requireScope(source.scopes, request);
    this.#lastSeen.seen(source.keyId, request.ip);
    return source;
  }

  /** The tenant's key that a request has. Throws as `source` does, and `too-many-requests` with the time to wait. */
  async tenantKey(request: FastifyRequest, reply: FastifyReply): Promise<TenantKey> {
    const { db, clock } = this.#deps;
    const text = bearerKey(request) ?? '';
    const key = await findTenantKey(db, text, clock.now());
    if (key === null) return this.#refuse(text, request, reply);
    await this.#limit(key, reply);
    requireScope(key.scopes, request);
    this.#lastSeen.seen(key.id, request.ip);
    return key;
  }

  async #limit({ id }: TenantKey, reply: FastifyReply): Promise<void> {
    const { value, expiresInMs } = await this.#requests.add(id, 1, MINUTE_S);
    if (value <= (this.#deps.maxKeyRequestsPerMinute ?? MAX_KEY_REQUESTS_PER_MINUTE)) return;
    reply.header('retry-after', Math.max(1, Math.ceil(expiresInMs / 1000)));
    throw new AppError('too-many-requests');
  }

  async #refuse(key: string, request: FastifyRequest, reply: FastifyReply): Promise<never> {
    const { waitMs } = await this.#throttle.begin(key.slice(0, KEY_PREFIX_CHARS), request.ip);
    refuseWhileThrottled(waitMs, reply);
    throw new AppError('api-key-invalid');
  }
}

export function bearerKey({ headers }: FastifyRequest): string | undefined {
  return BEARER.exec(headers.authorization ?? '')?.[1];
}

/** A source's key also as the password of Basic, of whatever user. Tenants' keys do not come so: a browser would ask its user for them. */
export function sourceKey(request: FastifyRequest): string | undefined {
  return bearerKey(request) ?? basicPassword(request);
}

function basicPassword({ headers }: FastifyRequest): string | undefined {
  const [, encoded] = BASIC.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [, password] = USER_AND_PASSWORD.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return password;
}

function requireScope(
  scopes: readonly (SourceScope | TenantKeyScope)[],
  { routeOptions, query }: FastifyRequest,
): void {
  const needed = neededScope(routeOptions.config.keyScope, query);
  if (needed === undefined || !scopes.includes(needed)) throw new AppError('api-key-not-allowed');
}

/** `query`: the parameters of the request, not validated yet. */
function neededScope(keyScope: KeyScopes | undefined, query: unknown): SourceScope | TenantKeyScope | undefined {
  if (keyScope === undefined || typeof keyScope === 'string') return keyScope;
  const instead = Object.entries(keyScope.withQuery).find(([name]) => Object.hasOwn(query as object, name));
  return instead?.[1] ?? keyScope.scope;
}
