import type { Socket } from 'node:net';
import { AppError, type ErrorCode } from '../base/errors.ts';
import { PROBLEM_MEDIA_TYPE, problemOf } from './problem-details.ts';

/** What Node's HTTP parser stops at, by its code; everything else it stops at is not HTTP. */
const CODE_OF_PARSER_ERROR: Readonly<Record<string, ErrorCode>> = { HPE_HEADER_OVERFLOW: 'request-too-large' };

/** Answers what is no HTTP request, so that there is no request to answer to, and hangs up. */
export function refuseMalformed(error: Error & { code?: string }, socket: Socket): void {
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
