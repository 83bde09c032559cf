import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifySchema,
  HTTPMethods,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ErrorCode } from '../base/errors.ts';
import {
  OPERATOR_ROLES,
  type Right,
  type SignInRequirement,
  type SourceScope,
  TENANT_ROLES,
  type TenantKeyScope,
  type UserRole,
} from '../tenants/index.ts';

/**
 * Who may call an endpoint: anyone, users signed in with one of the roles or with a right, or a PBX with the key of its
 * source.
 */
export type Access = 'anyone' | 'source' | RoleAccess | RightAccess;

/** By the name of a query parameter: a request that has it needs this right, too. */
interface QueryRights {
  readonly alsoWithQuery?: Readonly<Record<string, Right>>;
}

/** The role is enough. */
interface RoleAccess extends QueryRights {
  readonly roles: readonly UserRole[];
  /** `tenant`: it concerns all of the tenant's calls; users limited to some numbers are refused. */
  readonly scope: 'own' | 'tenant';
}

/** A tenant's users of any role who have a right. */
interface RightAccess extends QueryRights {
  readonly right: Right;
  /** Not those of other roles: it could raise anybody. */
  readonly onlyRoles?: readonly UserRole[];
  /** By the name of a query parameter: a request that has it needs this right instead. */
  readonly rightWithQuery?: Readonly<Record<string, Right>>;
  /** The operator's staff too, by a listening grant of the tenant: the handler demands it. */
  readonly staffByGrant?: true;
}

/** Everybody who is signed in. */
export const SIGNED_IN: RoleAccess = { roles: [...TENANT_ROLES, ...OPERATOR_ROLES], scope: 'own' };
/** The operator's staff; support only reads. */
export const OPERATOR_STAFF: RoleAccess = { roles: OPERATOR_ROLES, scope: 'own' };
export const OPERATOR_ADMIN: RoleAccess = { roles: ['operator-admin'], scope: 'own' };

/** The definition of an endpoint; the OpenAPI document is made from it. Its handler is in the same file. */
export interface Endpoint {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly config: EndpointConfig & { readonly access: Access };
  readonly schema: FastifySchema & { readonly operationId: string; readonly summary: string };
}

/** `withQuery`: by the name of a query parameter; a request that has it needs this scope instead. */
export type KeyScopes =
  | SourceScope
  | TenantKeyScope
  | { readonly scope: TenantKeyScope; readonly withQuery: Readonly<Record<string, TenantKeyScope>> };

interface EndpointConfig {
  /** The guard rejects every request to a route without it. */
  readonly access?: Access;
  /**
   * The scope that a key must have: of a source for the access `source`, of a tenant elsewhere. An endpoint without it accepts no
   * key.
   */
  readonly keyScope?: KeyScopes;
  /** The errors of this endpoint only; the document adds those that any endpoint can return. */
  readonly problems?: readonly ErrorCode[];
  /** The body may be an upload of an hour: it is exempt from the time limit of other bodies. */
  readonly longBody?: boolean;
  /** Allowed although the user must do one of these first; other requests are refused until it is done. */
  readonly allowedBefore?: readonly SignInRequirement[];
  /** It changes something, and the users of a suspended tenant may call it all the same. */
  readonly whileSuspended?: boolean;
  /** The request itself ends its session, and is answered all the same. */
  readonly endsOwnSession?: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig extends EndpointConfig {}
}

/** A Fastify instance whose handlers are typed by the schemas of their endpoints. */
export type ZodApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;
