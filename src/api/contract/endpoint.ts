import type { FastifySchema, HTTPMethods } from 'fastify';
import type { ErrorCode } from '../../base/errors.ts';

/** What is agreed about a route; its handler is elsewhere, and who may call it is in `access.ts`. */
export interface Endpoint {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly schema: FastifySchema & { readonly operationId: string; readonly summary: string };
  readonly config?: {
    /** The errors of this route's own; what any route can answer is added to the document for all. */
    readonly problems: readonly ErrorCode[];
  };
}
