import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { listTraces, readTrace, TRACE_REASONS, traceAsPcap, traceAsText } from '../intake/index.ts';
import { END_REASONS } from '../recording/index.ts';
import { signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { BYTES, fileHeaders } from './file-answers.ts';
import { attachment } from './http-headers.ts';
import { NoRecordingReason, UnixMs } from './schemas.ts';

const Named = z.object({ id: z.uuid(), name: z.string() });

const Trace = z
  .object({
    id: z.uuid(),
    source: Named.nullable(),
    tenant: Named.nullable(),
    recordingId: z.uuid().nullable(),
    startedAt: UnixMs,
    lastAt: UnixMs.describe('Of its last message.'),
    result: z
      .union([z.literal('recorded'), NoRecordingReason])
      .nullable()
      .describe('Null: not decided, or refused before it was looked at.'),
    status: z.int().nullable().describe('Of the last final response to an INVITE.'),
    ended: z.enum(END_REASONS).nullable().describe('Null: it runs, or was refused.'),
    messages: z.int().nonnegative(),
    leftOut: z.int().nonnegative().describe('Messages beyond the limits, which the trace does not have.'),
  })
  .meta({ id: 'SessionTrace' });

const TracesQuery = z.strictObject({
  sourceId: z.uuid().exactOptional(),
  recordingId: z.uuid().exactOptional(),
  refused: z.literal('1').exactOptional().describe('`1`: only refused sessions.'),
});

const TraceParams = z.strictObject({ id: z.uuid() });

const MessagesQuery = z.strictObject({
  format: z.enum(['text', 'pcap']).default('text').describe('`pcap`: for Wireshark; TLS is decrypted.'),
  reason: z
    .enum(TRACE_REASONS)
    .exactOptional()
    .describe('With names and numbers, and why: for administrators of the operator; the tenant’s audit log says so.'),
});

const PCAP = 'application/vnd.tcpdump.pcap';

export const SESSION_TRACE_ENDPOINTS = {
  listSessionTraces: {
    method: 'GET',
    url: '/api/v1/operator/session-traces',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listSessionTraces',
      summary: 'The recording sessions whose SIP messages are kept, refused ones too; newest first, 200 at most',
      querystring: TracesQuery,
      response: { 200: z.object({ traces: z.array(Trace).readonly() }).meta({ id: 'SessionTraceList' }) },
    },
  },
  sessionTraceMessages: {
    method: 'GET',
    url: '/api/v1/operator/session-traces/:id/messages',
    config: { access: OPERATOR_STAFF, problems: ['not-found', 'not-allowed', 'trace-key-missing'] },
    schema: {
      operationId: 'sessionTraceMessages',
      summary: 'The SIP messages of a session, without names and numbers unless there is a reason',
      params: TraceParams,
      querystring: MessagesQuery,
      response: {
        200: {
          description: 'The messages, as a text or as packets for Wireshark.',
          headers: fileHeaders(['content-disposition', 'content-length']),
          content: {
            'text/plain': { schema: z.any().meta({ type: 'string' }) },
            [PCAP]: { schema: BYTES },
          },
        },
      },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The SIP messages of recording sessions, for the operator's support. */
export function routeSessionTraces(app: ZodApp, deps: Pick<ApiDeps, 'db' | 'keys' | 'audit'>): void {
  app.route({
    ...SESSION_TRACE_ENDPOINTS.listSessionTraces,
    handler: async ({ query: { refused, ...filter } }) => ({
      traces: await listTraces(deps.db, { ...filter, refused: refused === '1' }),
    }),
  });

  app.route({
    ...SESSION_TRACE_ENDPOINTS.sessionTraceMessages,
    handler: async (request, reply) => {
      const { format, reason } = request.query;
      const { messages } = await readTrace(deps, { id: request.params.id, reason, by: readerOf(request, reason) });
      const name = `session-${request.params.id}.${format === 'pcap' ? 'pcap' : 'txt'}`;
      return reply
        .header('content-disposition', attachment(name))
        .header('cache-control', 'no-store')
        .type(format === 'pcap' ? PCAP : 'text/plain; charset=utf-8')
        .send(format === 'pcap' ? traceAsPcap(messages) : traceAsText(messages));
    },
  });
}

/** Support reads what names nobody. */
function readerOf(request: FastifyRequest, reason: string | undefined) {
  const { id, role } = signedIn(request);
  if (reason !== undefined && role !== 'operator-admin') throw new AppError('not-allowed');
  return { actor: id, address: request.ip };
}
