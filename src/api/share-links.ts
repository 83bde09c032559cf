import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import { openRecording } from '../catalog/index.ts';
import { isSharingAllowed, type LinkOwner, MAX_LINK_DAYS, ShareLinks } from '../share-links/index.ts';
import { hashPassword, TENANT_ROLES } from '../tenants/index.ts';
import { scopeOf, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { RecordingParams } from './recordings.ts';
import { MAX_PASSWORD_CHARS, UnixMs } from './schemas.ts';

const MAX_LABEL_CHARS = 100;
/** A link is sent by one way and its password by another: guessing is throttled, so it need not be long. */
export const MIN_LINK_PASSWORD_CHARS = 6;
export const MAX_LINK_USES = 1000;
const HOUR_MS = 3_600_000;

const NewLink = z.strictObject({
  label: z.string().trim().max(MAX_LABEL_CHARS).default('').describe('For whom or what it is.'),
  download: z.boolean().describe('Whether the recording may be downloaded, too; needs that right.'),
  password: z.string().min(MIN_LINK_PASSWORD_CHARS).max(MAX_PASSWORD_CHARS).nullable().default(null),
  maxUses: z
    .int()
    .min(1)
    .max(MAX_LINK_USES)
    .nullable()
    .default(null)
    .describe('How often it may be opened; null: any number of times.'),
  validHours: z
    .int()
    .min(1)
    .max(MAX_LINK_DAYS * 24)
    .describe('How long it works; never longer than the recording is in the panel.'),
});

const MadeLink = z
  .object({ id: z.uuid(), url: z.string().describe('Shown only now.'), expiresAt: UnixMs })
  .meta({ id: 'MadeShareLink' });

const Link = z
  .object({
    id: z.uuid(),
    recordingId: z.uuid(),
    madeBy: z.string().describe('A login.'),
    label: z.string(),
    download: z.boolean(),
    hasPassword: z.boolean(),
    maxUses: z.int().positive().nullable(),
    uses: z.int().nonnegative(),
    madeAt: UnixMs,
    expiresAt: UnixMs,
    lastUsedAt: UnixMs.nullable(),
    state: z
      .enum(['valid', 'expired', 'used-up', 'revoked'])
      .describe('`valid`: it works as long as its maker could open the recording.'),
  })
  .meta({ id: 'ShareLink' });

const Sharing = z.strictObject({ allowed: z.boolean() });

const ofTenant = { roles: TENANT_ROLES, scope: 'own' } as const;

export const SHARE_LINK_ENDPOINTS = {
  makeShareLink: {
    method: 'POST',
    url: '/api/v1/recordings/:id/share-links',
    config: {
      access: { right: 'listen' },
      problems: [
        'not-found',
        'recording-destroyed',
        'recording-expired-from-panel',
        'sharing-forbidden',
        'too-many-share-links',
      ],
    },
    schema: {
      operationId: 'makeShareLink',
      summary: 'Makes a link by which anybody who has it hears the recording',
      params: RecordingParams,
      body: NewLink,
      response: { 201: MadeLink },
    },
  },
  listShareLinks: {
    method: 'GET',
    url: '/api/v1/share-links',
    config: { access: ofTenant },
    schema: {
      operationId: 'listShareLinks',
      summary: 'One’s own links, newest first; of those who manage users all of the tenant’s',
      querystring: z.strictObject({ recordingId: z.uuid().exactOptional() }),
      response: { 200: z.object({ links: z.array(Link).readonly() }) },
    },
  },
  revokeShareLink: {
    method: 'DELETE',
    url: '/api/v1/share-links/:id',
    config: { access: ofTenant, problems: ['not-found'], whileSuspended: true },
    schema: {
      operationId: 'revokeShareLink',
      summary: 'Revokes a link; who is listening by it is cut off',
      params: z.strictObject({ id: z.uuid() }),
      response: { 204: z.undefined() },
    },
  },
  sharing: {
    method: 'GET',
    url: '/api/v1/sharing',
    config: { access: ofTenant },
    schema: {
      operationId: 'sharing',
      summary: 'Whether the tenant allows links to recordings',
      response: { 200: Sharing },
    },
  },
  setSharing: {
    method: 'PUT',
    url: '/api/v1/sharing',
    config: { access: { right: 'users' }, whileSuspended: true },
    schema: {
      operationId: 'setSharing',
      summary: 'Allows links to recordings, or forbids them: then no link works',
      body: Sharing,
      response: { 200: Sharing },
    },
  },
} as const satisfies Record<string, Endpoint>;

type LinkDeps = Pick<ApiDeps, 'db' | 'clock' | 'audit' | 'panelWindowDays' | 'panelUrl'>;

/** Links to recordings, for users of a tenant. */
export function routeShareLinks(app: ZodApp, deps: LinkDeps): void {
  const { db, clock, panelUrl } = deps;
  const links = new ShareLinks(deps);

  app.route({
    ...SHARE_LINK_ENDPOINTS.makeShareLink,
    handler: async (request, reply) => {
      const recording = await openRecording(deps, scopeOf(request), request.params.id);
      if (recording === null) throw new AppError('not-found');
      if (!recording.kept) throw new AppError('recording-destroyed');
      if (!recording.playable) throw new AppError('recording-expired-from-panel');
      const { validHours, password, ...link } = request.body;
      const expiresAt = clock.now() + validHours * HOUR_MS;
      const passwordHash = password === null ? null : await hashPassword(password);
      const made = { ...link, passwordHash, recordingId: recording.id, expiresAt };
      const { id, token } = await links.make(made, ownerOf(request));
      return reply.code(201).send({ id, url: `${panelUrl()}/s/${token}`, expiresAt });
    },
  });

  app.route({
    ...SHARE_LINK_ENDPOINTS.listShareLinks,
    handler: async (request) => ({
      links: await links.list(ownerOf(request), request.query.recordingId as RecordingId | undefined),
    }),
  });

  app.route({
    ...SHARE_LINK_ENDPOINTS.revokeShareLink,
    handler: async (request, reply) => {
      await links.revoke(request.params.id, ownerOf(request));
      return reply.code(204).send();
    },
  });

  app.route({
    ...SHARE_LINK_ENDPOINTS.sharing,
    handler: async (request) => ({ allowed: await isSharingAllowed(db, tenantOf(request)) }),
  });

  app.route({
    ...SHARE_LINK_ENDPOINTS.setSharing,
    handler: async (request) => {
      await links.allow(request.body.allowed, ownerOf(request));
      return request.body;
    },
  });
}

function ownerOf(request: FastifyRequest): LinkOwner {
  return { tenantId: tenantOf(request), user: signedIn(request), address: request.ip };
}
