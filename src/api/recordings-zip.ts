import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { downloadZip, MAX_DOWNLOADED_CALLS, type PlannedDownload, planDownload } from '../delivery/download/index.ts';
import { auditedAs, scopeOf, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { CallsQuery, NOTE_NEEDS_LISTEN } from './calls.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { BYTES, fileHeaders } from './file-answers.ts';
import { attachment, entityTag, rangeStillValid, readByteRange } from './http-headers.ts';
import { DownloadPlaces, sendLongBody } from './long-downloads.ts';

/**
 * Of one user: the second is for a browser that begins again before the first is known to be broken. Of one tenant: its users leave
 * something to the others. Of the process, each with the data of up to 20,000 calls: 250 MB; calculating the size of one takes as much.
 */
const PLACES = { perUser: 2, perTenant: 4, all: 6 } as const;

/** The same filters as the history's. */
const ZipQuery = CallsQuery.omit({ cursor: true, limit: true, call: true });

/** The first part, or where the part before ends. */
const PartCursor = CallsQuery.shape.cursor.describe('The `nextCursor` of the part before; without: the first part.');
const FIRST_PART = 'first';

const ZipPart = z
  .object({
    calls: z.int().nonnegative(),
    recordings: z.int().nonnegative(),
    sizeBytes: z.int().nonnegative().describe('Of the part’s ZIP.'),
    tooOld: z.int().nonnegative().describe('Recordings that are too old for the panel: they are not in it.'),
    address: z
      .string()
      .describe('Where the part is downloaded, on this server. Calls that start later are in no part.'),
    nextCursor: z.string().nullable().describe('Of the next part; null: this is the last one.'),
  })
  .meta({ id: 'ZipPart' });

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

/** As of a cursor. */
const MAX_PART_CHARS = 500;
const ZIP_HEADERS = ['accept-ranges', 'content-disposition', 'content-length', 'etag'] as const;
const zipFile = { 'application/zip': { schema: BYTES } };

const config = {
  access: { right: 'download', ...NOTE_NEEDS_LISTEN },
  keyScope: 'recordings:download',
  problems: ['too-many-calls', 'too-many-requests', 'range-not-satisfiable'],
} as const;

export const RECORDINGS_ZIP_ENDPOINTS = {
  recordingsZip: {
    method: 'GET',
    url: '/api/v1/recordings/zip',
    config,
    schema: {
      operationId: 'recordingsZip',
      summary: 'The recordings of the calls that match, in folders as of the tree, with a manifest; each is audited',
      querystring: ZipQuery.extend({
        part: z
          .string()
          .max(MAX_PART_CHARS)
          .exactOptional()
          .describe('One part of any number of calls: `first`, or the `nextCursor` of a part.'),
      }),
      response: {
        200: {
          description: `The ZIP: folders as of the tree, \`manifest.csv\` and \`manifest.json\`. Its size is known before. At most ${MAX_DOWNLOADED_CALLS} calls; of more, a part.`,
          headers: fileHeaders(ZIP_HEADERS),
          content: zipFile,
        },
        206: {
          description: 'The requested range of the ZIP.',
          headers: fileHeaders([...ZIP_HEADERS, 'content-range']),
          content: zipFile,
        },
      },
    },
  },
  recordingsZipPart: {
    method: 'GET',
    url: '/api/v1/recordings/zip/part',
    config,
    schema: {
      operationId: 'recordingsZipPart',
      summary: 'A part of the recordings that match, however many: its size and where it is; and where the next begins',
      querystring: ZipQuery.extend({ cursor: PartCursor }),
      response: { 200: ZipPart },
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
  'db' | 'reads' | 'clock' | 'panelWindowDays' | 'objects' | 'keys' | 'onReadFailure' | 'audit' | 'log' | 'zipLimits'
>;

/** The recordings of many calls in one file. */
export function routeRecordingsZip(app: ZodApp, deps: ZipDeps): void {
  const places = new DownloadPlaces(PLACES);

  const plan = async (
    request: Parameters<typeof scopeOf>[0],
    { to, ...filter }: z.output<typeof ZipQuery>,
    part: { readonly cursor: string | null } | null = null,
  ) => {
    const scope = scopeOf(request);
    const until = to === undefined ? {} : { until: to };
    const options = { part, limits: deps.zipLimits };
    const planned = await planDownload({ ...deps, db: deps.reads }, scope, { ...filter, ...until }, options);
    const { actor, address } = auditedAs(signedIn(request), 'download', request);
    return { planned, zip: await downloadZip({ ...deps, catalog: deps, by: { actor, address } }, scope, planned) };
  };

  app.route({
    ...RECORDINGS_ZIP_ENDPOINTS.recordingsZipSize,
    handler: async (request, reply) => {
      const release = places.take('size', request, reply);
      try {
        const { planned, zip } = await plan(request, request.query);
        return { recordings: planned.recordings.length, sizeBytes: zip.sizeBytes, tooOld: tooOldOf(planned) };
      } finally {
        release();
      }
    },
  });

  app.route({
    ...RECORDINGS_ZIP_ENDPOINTS.recordingsZipPart,
    handler: async (request, reply) => {
      const release = places.take('size', request, reply);
      try {
        const { cursor = null, ...filter } = request.query;
        // The parts do not move while calls come.
        const to = new Date(filter.to ?? deps.clock.now()).toISOString();
        const { planned, zip } = await plan(request, { ...filter, to: Date.parse(to) }, { cursor });
        const query = new URLSearchParams(new URL(request.url, 'http://api').searchParams);
        query.delete('cursor');
        query.set('to', to);
        query.set('part', cursor ?? FIRST_PART);
        const { calls, recordings, nextCursor } = planned;
        return {
          calls,
          recordings: recordings.length,
          sizeBytes: zip.sizeBytes,
          tooOld: tooOldOf(planned),
          address: `${RECORDINGS_ZIP_ENDPOINTS.recordingsZip.url}?${query.toString()}`,
          nextCursor,
        };
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
        const { part, ...filter } = request.query;
        const of = part === undefined ? null : { cursor: part === FIRST_PART ? null : part };
        const { planned, zip } = await plan(request, filter, of);
        const { sizeBytes } = zip;
        const tag = entityTag(zip.checksum);
        const { range: header, 'if-range': ifRange } = request.headers;
        const asked = rangeStillValid(ifRange as string | undefined, tag)
          ? readByteRange(header, sizeBytes)
          : 'complete';
        if (asked === 'unsatisfiable') {
          reply.header('content-range', `bytes */${sizeBytes}`);
          throw new AppError('range-not-satisfiable');
        }
        const range = asked === 'complete' ? { start: 0, end: sizeBytes } : asked;
        reply.headers({ 'content-type': 'application/zip', 'content-disposition': attachment(nameOf(planned)) });
        reply.headers({ etag: tag, 'accept-ranges': 'bytes', 'content-length': range.end - range.start });
        if (asked !== 'complete') {
          reply.code(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${sizeBytes}`);
        }
        await sendLongBody(deps, { reply, bytes: zip.bytes(range), operation: 'recordingsZip' });
      } finally {
        release();
      }
      return reply;
    },
  });
}

function tooOldOf({ unrecorded }: PlannedDownload): number {
  return unrecorded.filter(({ reason }) => reason === 'too-old-for-panel').length;
}

/** By the first and the last day in it. */
function nameOf({ recordings }: PlannedDownload): string {
  const days = [recordings[0], recordings.at(-1)].flatMap((each) => each && warsawDay(each.call.startedAt));
  return `${['recordings', ...new Set(days.filter((day) => day !== undefined))].join('_')}.zip`;
}
