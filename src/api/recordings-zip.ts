import { z } from 'zod';
import { warsawDay } from '../base/warsaw-time.ts';
import { downloadZip, MAX_DOWNLOADED_CALLS, type PlannedDownload, planDownload } from '../delivery/download/index.ts';
import { auditedAs, scopeOf, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { CallsQuery } from './calls.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { attachment } from './http-headers.ts';
import { DownloadPlaces, sendLongBody } from './long-downloads.ts';

/**
 * Of one user: the second is for a browser that begins again before the first is known to be broken. Of one tenant: its users leave
 * something to the others. Of the process, each with the data of up to 20,000 calls: 250 MB; calculating the size of one takes as much.
 */
const PLACES = { perUser: 2, perTenant: 4, all: 6 } as const;

/** The same filters as the history's. */
const ZipQuery = CallsQuery.omit({ cursor: true, limit: true, call: true });

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
  const places = new DownloadPlaces(PLACES);

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
        await sendLongBody(deps, { reply, bytes: zip.bytes, operation: 'recordingsZip' });
      } finally {
        release();
      }
      return reply;
    },
  });
}

/** By the first and the last day in it. */
function nameOf({ recordings }: PlannedDownload): string {
  const days = [recordings[0], recordings.at(-1)].flatMap((each) => each && warsawDay(each.call.startedAt));
  return `${['recordings', ...new Set(days.filter((day) => day !== undefined))].join('_')}.zip`;
}
