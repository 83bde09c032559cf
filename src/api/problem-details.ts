import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError, type ErrorCode, ERRORS } from '../base/errors.ts';
import { isStorageFull } from '../base/storage-full.ts';
import { UnusableAudio } from '../intake/at-start.ts';
import type { FieldError, RecordFieldError } from '../intake/index.ts';
import type { Logger } from '../platform/logging.ts';
import { SESSION_COOKIE } from './session-cookie.ts';

const CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** Problem details (RFC 9457 §3) with the code of the catalogue as an extension member. */
export const Problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.enum(CODES),
    detail: z.string().optional(),
    errors: z
      .array(
        z.object({
          field: z.string(),
          sourceField: z.string().optional().describe('The field’s name in a call record of another format.'),
          message: z.string(),
        }),
      )
      .optional()
      .describe('What is wrong with each field, for `request-invalid`.'),
    refusedUploadId: z
      .uuid()
      .optional()
      .describe('Of an upload whose audio cannot be used: tell it the operator’s support, who has the file for a day.'),
  })
  .meta({ id: 'Problem' });

export type Problem = z.output<typeof Problem>;

const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** RFC 9110 §11.6.1: a 401 "MUST send a WWW-Authenticate". With this scheme no browser asks for a password. */
const CHALLENGE = `Cookie realm="fonoteka", cookie-name="${SESSION_COOKIE}"`;
/** RFC 6750 §3: for the endpoints of PBXs. */
const KEY_CHALLENGE = 'Bearer realm="fonoteka"';

/** Our codes for requests that the web server or the database rejects, by their codes. */
const CODE_OF_SERVER_ERROR: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-not-supported',
  // SQLSTATE character_not_in_repertoire: a NUL character, which PostgreSQL cannot store.
  '22021': 'request-invalid',
  // The database ended the transaction for the sake of others; nothing is wrong with the request, which has changed nothing.
  '40001': 'not-ready', // serialization_failure
  '40P01': 'not-ready', // deadlock_detected
  '55P03': 'not-ready', // lock_not_available
  '57014': 'not-ready', // query_canceled: it took too long
  '25P03': 'not-ready', // idle_in_transaction_session_timeout
};

/** Space is made by people, or by the retention job: in minutes at best. */
const STORAGE_RETRY_SECONDS = 300;
/** A transaction that stood in the way is over by then. */
const BUSY_RETRY_SECONDS = 2;

/** A request whose fields were checked outside of the web server’s schema. */
export class InvalidFields extends AppError {
  readonly errors: RecordFieldError[];

  constructor(errors: readonly RecordFieldError[]) {
    super('request-invalid');
    this.errors = errors.map((error) => ({ ...error, field: error.field || 'body' }));
  }
}

/** Translates an error into a problem. Only the log gets the details of errors that are not the sender's fault. */
export function problemOf(error: unknown): Problem {
  if (hasZodFastifySchemaValidationErrors(error)) return problem('request-invalid', { errors: fieldErrors(error) });
  if (error instanceof InvalidFields) return problem(error.code, { errors: error.errors });
  if (error instanceof AppError) {
    const isOurs = error.kind.fault === 'us' || error.kind.fault === 'operator';
    return problem(error.code, { ...(!isOurs && detailOf(error)), ...supportIdOf(error) });
  }
  if (isStorageFull(error)) return problem('storage-full');
  const { code = '', statusCode = 500 } = (error ?? {}) as Partial<FastifyError>;
  return problem(CODE_OF_SERVER_ERROR[code] ?? (statusCode < 500 ? 'request-invalid' : 'internal-error'));
}

function problem(code: ErrorCode, more: Pick<Problem, 'detail' | 'errors' | 'refusedUploadId'> = {}): Problem {
  const { title, status } = ERRORS[code];
  return { type: 'about:blank', title, status, code, ...more };
}

function detailOf(error: AppError): { detail?: string } {
  return error.message === error.kind.title ? {} : { detail: error.message };
}

function supportIdOf(error: AppError): Pick<Problem, 'refusedUploadId'> {
  return error instanceof UnusableAudio && error.refusedUploadId !== null
    ? { refusedUploadId: error.refusedUploadId }
    : {};
}

function fieldErrors(error: Pick<FastifyError, 'validation' | 'validationContext'>): FieldError[] {
  return (error.validation ?? []).map(({ instancePath, message = 'is not valid', params }) => ({
    field: fieldName(instancePath, params) || (error.validationContext ?? 'body'),
    message,
  }));
}

/** `/a/b` becomes `a.b`; the names of undeclared fields are added to the path of the object they are in. */
function fieldName(instancePath: string, params: Record<string, unknown>): string {
  const path = instancePath.split('/').filter((part) => part !== '');
  return [...path, ...(Array.isArray(params['keys']) ? [params['keys'].join(', ')] : [])].join('.');
}

/** Fastify's error handler: answers with the problem, and logs errors of the service. */
export function answerProblems(log: Logger): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  return (error, request, reply) => {
    const body = problemOf(error);
    if (body.status >= 500) {
      const { operationId: operation } = request.routeOptions.schema ?? {};
      log.error({ operation, code: body.code, stack: stackOf(error) }, 'api: the request failed');
    }
    if (body.code === 'not-ready') reply.header('retry-after', BUSY_RETRY_SECONDS);
    if (body.code === 'storage-full') reply.header('retry-after', STORAGE_RETRY_SECONDS);
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

/** The stack, not the error itself: a driver's error may contain values of a row. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Our codes for errors of Node's HTTP parser, by its codes; any other one is `request-invalid`. */
const CODE_OF_PARSER_ERROR: Readonly<Record<string, ErrorCode>> = { HPE_HEADER_OVERFLOW: 'request-too-large' };

/** Answers bytes that are not an HTTP request, for which Fastify has no request object, and closes the connection. */
export function answerMalformed(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET' || error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    socket.destroy();
    return;
  }
  const problem = problemOf(new AppError(CODE_OF_PARSER_ERROR[error.code ?? ''] ?? 'request-invalid'));
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      `content-type: ${PROBLEM_MEDIA_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
