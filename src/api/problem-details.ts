import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError, ERRORS, type ErrorCode } from '../base/errors.ts';
import type { Logger } from '../platform/logging.ts';
import type { Problem } from './schemas/problem.ts';
import { SESSION_COOKIE } from './session-cookie.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** RFC 9110 §11.6.1: a 401 "MUST send a WWW-Authenticate". No browser asks for a password at this scheme. */
const CHALLENGE = `Cookie realm="fonoteka", cookie-name="${SESSION_COOKIE}"`;
/** RFC 6750 §3: for the routes of PBXs. */
const KEY_CHALLENGE = 'Bearer realm="fonoteka"';

/** What the web server or the database refuses of a request, by their own codes for it. */
const CODE_OF_SERVER_ERROR: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-not-supported',
  // SQLSTATE character_not_in_repertoire: a NUL, which no text of ours has and no text in PostgreSQL can have.
  '22021': 'request-invalid',
};

type FieldError = NonNullable<Problem['errors']>[number];

/** Translates whatever failed into a problem; what is not known is told to nobody but the log. */
export function problemOf(error: unknown): Problem {
  if (hasZodFastifySchemaValidationErrors(error)) return problem('request-invalid', { errors: fieldErrors(error) });
  if (error instanceof AppError) {
    return problem(error.code, error.kind.fault === 'us' || error.kind.fault === 'operator' ? {} : detailOf(error));
  }
  const { code = '', statusCode = 500 } = (error ?? {}) as Partial<FastifyError>;
  return problem(CODE_OF_SERVER_ERROR[code] ?? (statusCode < 500 ? 'request-invalid' : 'internal-error'));
}

function problem(code: ErrorCode, more: Pick<Problem, 'detail' | 'errors'> = {}): Problem {
  const { title, status } = ERRORS[code];
  return { type: 'about:blank', title, status, code, ...more };
}

function detailOf(error: AppError): { detail?: string } {
  return error.message === error.kind.title ? {} : { detail: error.message };
}

function fieldErrors(error: Pick<FastifyError, 'validation' | 'validationContext'>): FieldError[] {
  return (error.validation ?? []).map(({ instancePath, message = 'is not valid', params }) => ({
    field: fieldName(instancePath, params) || (error.validationContext ?? 'body'),
    message,
  }));
}

/** `/a/b` is `a.b`; a name that does not belong there is told beside the path to where it stands. */
function fieldName(instancePath: string, params: Record<string, unknown>): string {
  const path = instancePath.split('/').filter((part) => part !== '');
  return [...path, ...(Array.isArray(params['keys']) ? [params['keys'].join(', ')] : [])].join('.');
}

/** Fastify's error handler: answers with the problem of what failed, and logs what is our fault. */
export function answerProblems(log: Logger): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  return (error, request, reply) => {
    const body = problemOf(error);
    if (body.status >= 500)
      log.error({ operation: request.routeOptions.schema?.operationId, stack: stackOf(error) }, body.code);
    if (body.status === 401) {
      reply.header('www-authenticate', body.code === 'api-key-invalid' ? KEY_CHALLENGE : CHALLENGE);
    }
    void reply
      .code(body.status)
      .type(PROBLEM_MEDIA_TYPE)
      .header('cache-control', 'no-store')
      .send(JSON.stringify(body));
  };
}

/** Not the error itself: what a driver hangs on it may hold values of a row. */
function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
