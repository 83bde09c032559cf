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
import type { SignInRequirement, SourceScope, UserRole } from '../tenants/index.ts';

/** Who may call an endpoint: anyone, users signed in with one of the roles, or a PBX with the key of its source. */
export type Access = 'anyone' | 'source' | readonly UserRole[];

/** The definition of an endpoint; the OpenAPI document is made from it. Its handler is in the same file. */
export interface Endpoint {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly config: EndpointConfig & { readonly access: Access };
  readonly schema: FastifySchema & { readonly operationId: string; readonly summary: string };
}

interface EndpointConfig {
  /** The guard rejects every request to a route without it. */
  readonly access?: Access;
  /** The scope that a key must have. An endpoint without it accepts no key. */
  readonly keyScope?: SourceScope;
  /** The errors of this endpoint only; the document adds those that any endpoint can return. */
  readonly problems?: readonly ErrorCode[];
  /** The body may be an upload of an hour: it is exempt from the time limit of other bodies. */
  readonly longBody?: boolean;
  /** Allowed although the user must do one of these first; other requests are refused until it is done. */
  readonly allowedBefore?: readonly SignInRequirement[];
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
