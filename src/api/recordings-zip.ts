import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { ConcurrencyLimit } from '../base/concurrency-limit.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { downloadZip, MAX_DOWNLOADED_CALLS, type PlannedDownload, planDownload } from '../delivery/download/index.ts';
import { auditedAs, scopeOf, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { CallsQuery } from './calls.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { attachment } from './http-headers.ts';
import { stackOf } from './problem-details.ts';
import { ResponseWriter, sendHead } from './response-writer.ts';

/** Of one user: the second is for a browser that begins again before the first is known to be broken. */
const MAX_ZIPS_PER_USER = 2;
/** Of one tenant: the users of one leave something to the others. */
const MAX_ZIPS_PER_TENANT = 4;
/** Of the process, each with the data of up to 20,000 calls: 250 MB. Calculating the size of one takes as much. */
const MAX_ZIPS = 6;
/** A ZIP at most; others wait a moment. */
const RETRY_SECONDS = 30;

/** The same filters as the history's. */
const ZipQuery = CallsQuery.omit({ cursor: true, limit: true });

const ZipSize = z
  .object({
    recordings: z.int().nonnegative().describe('How many are in it.'),
    sizeBytes: z.int().nonnegative().describe('Of the ZIP.'),
    tooOld: z
      .int()
      .nonnegative()
      .describe('Recordings that are too old for the panel: they are not in it, and can be fetched as files.'),
  })
  .meta({ id: 'ZipSize' });

const config = {
  access: { right: 'download' },
  keyScope: 'recordings:download',
  problems: ['too-many-calls', 'too-many-requests'],
} as const;

export const RECORDINGS_ZIP_ENDPOINTS = {
  recordingsZip: {
    method: 'GET',
    url: '/api/v1/recordings/zip',
    config,
    schema: {
      operationId: 'recordingsZip',
      summary: 'The recordings of the calls that match, in folders as of the tree, with a manifest; each is audited',
      querystring: ZipQuery,
      response: {
        200: {
          description: `The ZIP, with its size known before. At most ${MAX_DOWNLOADED_CALLS} calls.`,
          content: { 'application/zip': { schema: z.any().meta({ type: 'string', format: 'binary' }) } },
        },
      },
    },
  },
  recordingsZipSize: {
    method: 'GET',
    url: '/api/v1/recordings/zip/size',
    config,
    schema: {
      operationId: 'recordingsZipSize',
      summary: 'How many recordings such a ZIP has, and its size',
      querystring: ZipQuery,
      response: { 200: ZipSize },
    },
  },
} as const satisfies Record<string, Endpoint>;

type ZipDeps = Pick<
  ApiDeps,
  'db' | 'reads' | 'clock' | 'panelWindowDays' | 'objects' | 'keys' | 'onReadFailure' | 'audit' | 'log'
>;

/** The recordings of many calls in one file. */
export function routeRecordingsZip(app: ZodApp, deps: ZipDeps): void {
  const places = new ZipPlaces();

  const plan = async (request: Parameters<typeof scopeOf>[0], { to, ...filter }: z.output<typeof ZipQuery>) => {
    const scope = scopeOf(request);
    const planned = await planDownload({ ...deps, db: deps.reads }, scope, {
      ...filter,
      ...(to !== undefined && { until: to }),
    });
    const { actor, address } = auditedAs(signedIn(request), 'download', request);
    return { planned, zip: await downloadZip({ ...deps, catalog: deps, by: { actor, address } }, scope, planned) };
  };

  app.route({
    ...RECORDINGS_ZIP_ENDPOINTS.recordingsZipSize,
    handler: async (request, reply) => {
      const release = places.take('size', request, reply);
      try {
        const { planned, zip } = await plan(request, request.query);
        const tooOld = planned.unrecorded.filter(({ reason }) => reason === 'too-old-for-panel').length;
        return { recordings: planned.recordings.length, sizeBytes: zip.sizeBytes, tooOld };
      } finally {
        release();
      }
    },
  });

  app.route({
    ...RECORDINGS_ZIP_ENDPOINTS.recordingsZip,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const release = places.take('zip', request, reply);
      try {
        const { planned, zip } = await plan(request, request.query);
        reply.headers({ 'content-type': 'application/zip', 'content-disposition': attachment(nameOf(planned)) });
        reply.header('content-length', zip.sizeBytes);
        await send(new ResponseWriter(sendHead(reply)), zip.bytes);
      } catch (error) {
        if (!reply.sent) throw error;
        // The client sees a download that is not complete.
        deps.log.error(
          { operation: 'recordingsZip', stack: stackOf(error) },
          'api: a ZIP could not be made to its end',
        );
      } finally {
        release();
      }
      return reply;
    },
  });
}

/** How many are made, or have their size calculated, at once. */
class ZipPlaces {
  readonly #perUser = new ConcurrencyLimit<string>(MAX_ZIPS_PER_USER);
  readonly #perTenant = new ConcurrencyLimit<string>(MAX_ZIPS_PER_TENANT);
  readonly #all = new ConcurrencyLimit<'all'>(MAX_ZIPS);

  /** Returns what gives the place back. A size does not wait for the user's own downloads. Throws `too-many-requests`. */
  take(use: 'zip' | 'size', request: FastifyRequest, reply: FastifyReply): () => void {
    const taken = [
      this.#perUser.acquire(`${use} ${signedIn(request).id}`),
      this.#perTenant.acquire(tenantOf(request)),
      this.#all.acquire('all'),
    ];
    const release = (): void => taken.forEach((each) => each?.());
    if (!taken.includes(null)) return release;
    release();
    reply.header('retry-after', RETRY_SECONDS);
    throw new AppError('too-many-requests');
  }
}

/** Stops when the client goes away. */
async function send(writer: ResponseWriter, bytes: AsyncIterable<Buffer>): Promise<void> {
  try {
    for await (const chunk of bytes) {
      if (!(await writer.bytes(chunk))) return;
    }
    await writer.end();
  } catch (error) {
    writer.abort();
    throw error;
  }
}

/** By the first and the last day in it. */
function nameOf({ recordings }: PlannedDownload): string {
  const days = [recordings[0], recordings.at(-1)].flatMap((each) => each && warsawDay(each.call.startedAt));
  return `${['recordings', ...new Set(days.filter((day) => day !== undefined))].join('_')}.zip`;
}
