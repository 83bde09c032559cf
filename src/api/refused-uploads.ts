import { z } from 'zod';
import { listRefused, readRefused, REFUSED_UPLOAD_REASONS, requireRefused, retryRefused } from '../intake/index.ts';
import { grantForAllRecordings } from '../listening-grants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { BYTES, fileHeaders } from './file-answers.ts';
import { attachment } from './http-headers.ts';
import { underGrant } from './listening-access.ts';
import { actorOf } from './operator.ts';
import { UnixMs } from './schemas.ts';
import { UPLOAD_PROBLEMS, UploadedRecording } from './uploads.ts';

const Named = z.object({ id: z.uuid(), name: z.string() });

const RefusedUpload = z
  .object({
    id: z.uuid().describe('The PBX got it with the refusal, as `refusedUploadId`.'),
    source: Named,
    tenant: Named,
    refusedAt: UnixMs,
    endsAt: UnixMs.describe('Its file is destroyed then.'),
    code: z.string().describe('Of the answer to the PBX.'),
    reason: z.string(),
    beginsAs: z.string().describe('What its first bytes look like.'),
    sizeBytes: z.int().nonnegative(),
    times: z.int().positive().describe('How often the same file of the same call was refused.'),
    isStored: z.boolean().describe('Whether the file can be fetched; too large ones and empty ones are only listed.'),
  })
  .meta({ id: 'RefusedUpload' });

const RefusedQuery = z.strictObject({ sourceId: z.uuid().exactOptional() });
const RefusedParams = z.strictObject({ id: z.uuid() });
const FileQuery = z.strictObject({
  reason: z.enum(REFUSED_UPLOAD_REASONS).describe('The tenant’s audit log says so.'),
});

const OCTETS = 'application/octet-stream';

export const REFUSED_UPLOAD_ENDPOINTS = {
  listRefusedUploads: {
    method: 'GET',
    url: '/api/v1/operator/refused-uploads',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listRefusedUploads',
      summary: 'The uploads of the last day whose audio could not be used; newest first, 200 at most',
      querystring: RefusedQuery,
      response: { 200: z.object({ uploads: z.array(RefusedUpload).readonly() }).meta({ id: 'RefusedUploadList' }) },
    },
  },
  refusedUploadFile: {
    method: 'GET',
    url: '/api/v1/operator/refused-uploads/:id/file',
    config: {
      access: OPERATOR_STAFF,
      problems: ['not-found', 'listening-not-granted', 'refused-upload-not-kept', 'recording-lost'],
    },
    schema: {
      operationId: 'refusedUploadFile',
      summary: 'The file as it was received, under a listening grant for all recordings of the tenant with downloads',
      params: RefusedParams,
      querystring: FileQuery,
      response: {
        200: {
          description: 'The file, byte for byte, of whatever format the PBX sent.',
          headers: fileHeaders(['content-disposition', 'content-length']),
          content: { [OCTETS]: { schema: BYTES } },
        },
      },
    },
  },
  retryRefusedUpload: {
    method: 'POST',
    url: '/api/v1/operator/refused-uploads/:id/retry',
    config: {
      access: OPERATOR_ADMIN,
      problems: ['not-found', 'refused-upload-not-kept', 'source-unknown', ...UPLOAD_PROBLEMS],
    },
    schema: {
      operationId: 'retryRefusedUpload',
      summary: 'Sends it through again, as if the PBX had; once its cause is mended',
      params: RefusedParams,
      response: { 200: UploadedRecording },
    },
  },
} as const satisfies Record<string, Endpoint>;

type RefusedUploadDeps = Pick<
  ApiDeps,
  'db' | 'objects' | 'keys' | 'audit' | 'clock' | 'access' | 'directory' | 'uploads'
>;

/** Uploads that could not be used, for the operator's support. */
export function routeRefusedUploads(app: ZodApp, deps: RefusedUploadDeps): void {
  const { db, clock } = deps;

  app.route({
    ...REFUSED_UPLOAD_ENDPOINTS.listRefusedUploads,
    handler: async ({ query }) => ({ uploads: await listRefused(db, { ...query, now: clock.now() }) }),
  });

  app.route({
    ...REFUSED_UPLOAD_ENDPOINTS.refusedUploadFile,
    handler: async (request, reply) => {
      const { tenant } = await requireRefused(deps, request.params.id);
      const { id: grant } = await underGrant(deps, { request, reply }, (staff) =>
        grantForAllRecordings(db, tenant.id, staff),
      );
      const by = actorOf(request);
      const { refused, content } = await readRefused(deps, { ...request.params, ...request.query, by, grant });
      return reply
        .header('content-disposition', attachment(`refused-${refused.id}`))
        .header('content-length', refused.sizeBytes)
        .type(OCTETS)
        .send(content);
    },
  });

  app.route({
    ...REFUSED_UPLOAD_ENDPOINTS.retryRefusedUpload,
    handler: async (request) => {
      const { isNew: _, ...stored } = await retryRefused(deps, { ...request.params, by: actorOf(request) });
      return stored;
    },
  });
}
