import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { listCalls } from '../catalog/index.ts';
import { DIRECTIONS } from '../recording/index.ts';
import { linkEvent, openLink, type SharedRecording, sharedByToken, sharedByVisit } from '../share-links/index.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { AUDIO_ANSWERS } from './file-answers.ts';
import { endWithAccess } from './revoked-requests.ts';
import { MAX_PASSWORD_CHARS, UnixMs } from './schemas.ts';
import { NO_TAG, sendAudio, tagOf } from './send-audio.ts';
import { refuseWhileThrottled, SignInThrottle } from './sign-in-throttle.ts';

/** Longer than ours: any text may come. */
const MAX_TOKEN_CHARS = 100;
const Token = z.string().max(MAX_TOKEN_CHARS);

const SharedLook = z
  .object({ passwordNeeded: z.boolean(), download: z.boolean(), expiresAt: UnixMs })
  .meta({ id: 'SharedLink' });

const SharedCall = z
  .object({
    id: z.uuid().describe('Of the link.'),
    startedAt: UnixMs,
    durationMs: z.int().nonnegative(),
    direction: z.enum(DIRECTIONS),
    caller: z.string().nullable(),
    callee: z.string().nullable(),
    fileName: z.string(),
    sizeBytes: z.int().nonnegative(),
    download: z.boolean(),
    visitEndsAt: UnixMs.describe('Until when the sound can be fetched by this opening.'),
  })
  .meta({ id: 'SharedRecording' });

export const SHARED_ENDPOINTS = {
  lookAtShareLink: {
    method: 'POST',
    url: '/api/v1/shared/look',
    config: { access: 'anyone', problems: ['share-link-not-valid', 'sign-in-throttled'] },
    schema: {
      operationId: 'lookAtShareLink',
      summary: 'What a link needs to be opened; this is no use of it',
      body: z.strictObject({ token: Token }),
      response: { 200: SharedLook },
    },
  },
  openShareLink: {
    method: 'POST',
    url: '/api/v1/shared/open',
    config: {
      access: 'anyone',
      problems: ['share-link-not-valid', 'share-link-password-wrong', 'sign-in-throttled'],
    },
    schema: {
      operationId: 'openShareLink',
      summary: 'Opens a link: one use. A cookie lets the sound be fetched for some hours',
      body: z.strictObject({ token: Token, password: z.string().max(MAX_PASSWORD_CHARS).default('') }),
      response: { 200: SharedCall },
    },
  },
  sharedAudio: {
    method: 'GET',
    url: '/api/v1/shared/:id/audio',
    config: { access: 'anyone', problems: ['share-link-not-valid', 'not-allowed', 'range-not-satisfiable'] },
    schema: {
      operationId: 'sharedAudio',
      summary: 'The recording of an opened link, or a byte range of it',
      params: z.strictObject({ id: z.uuid() }),
      querystring: z.strictObject({
        download: z
          .literal('tagged')
          .optional()
          .describe('As an attachment with an ID3 tag, where the link allows it.'),
        language: z.enum(['pl', 'en']).default('pl'),
      }),
      response: AUDIO_ANSWERS,
    },
  },
} as const satisfies Record<string, Endpoint>;

type SharedDeps = Pick<ApiDeps, 'db' | 'clock' | 'audit' | 'panelWindowDays' | 'objects' | 'keys' | 'access'>;

/** What whoever has a link can do, without an account. */
export function routeShared(app: ZodApp, deps: SharedDeps): void {
  const throttle = new SignInThrottle({ name: 'share-link', db: deps.db });

  app.route({
    ...SHARED_ENDPOINTS.lookAtShareLink,
    handler: async (request, reply) => {
      const { passwordHash, download, expiresAt } = await found(deps, throttle, { request, reply });
      return { passwordNeeded: passwordHash !== null, download, expiresAt };
    },
  });

  app.route({
    ...SHARED_ENDPOINTS.openShareLink,
    handler: async (request, reply) => {
      const link = await found(deps, throttle, { request, reply });
      if (link.passwordHash !== null) refuseWhileThrottled((await throttle.begin(link.id, request.ip)).waitMs, reply);
      const { password } = request.body;
      const { visitToken, visitEndsAt } = await openLink(deps, link, { password, address: request.ip });
      if (link.passwordHash !== null) await throttle.succeeded(link.id, request.ip);
      const { calls } = await listCalls(deps, link.scope, { recordingId: link.recording.id, cursor: null, limit: 1 });
      if (calls[0] === undefined) throw new AppError('share-link-not-valid');
      setVisitCookie(request, reply, { id: link.id, token: visitToken });
      const { startedAt, direction, caller, callee } = calls[0];
      const { durationMs, fileName, sizeBytes } = link.recording;
      const { id, download } = link;
      return { id, startedAt, durationMs, direction, caller, callee, fileName, sizeBytes, download, visitEndsAt };
    },
  });

  for (const method of ['GET', 'HEAD'] as const) {
    app.route({
      ...SHARED_ENDPOINTS.sharedAudio,
      method,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const { id } = request.params;
        const visit = (): Promise<SharedRecording | null> =>
          sharedByVisit(deps, id, request.cookies[VISIT_COOKIE] ?? '');
        const link = await visit();
        if (link === null) throw new AppError('share-link-not-valid');
        const { download, language } = request.query;
        if (download !== undefined && !link.download) throw new AppError('not-allowed');
        const { keys, expiresAt, recording } = link;
        endWithAccess(
          deps.access,
          { request, reply },
          { keys, expiresAt, isValid: async () => (await visit()) !== null },
        );
        const tag = download === undefined ? NO_TAG : await tagOf(deps, link, language);
        const onRange = async ({ start }: { readonly start: number }): Promise<void> => {
          // Listening is in the log as the opening.
          if (download !== undefined && start === 0) {
            await deps.audit.record(linkEvent(link, 'share-link-downloaded', request.ip));
          }
        };
        return sendAudio(deps, { recording, tag, asAttachment: download !== undefined, onRange, request, reply });
      },
    });
  }
}

interface TokenRequest {
  readonly request: FastifyRequest<{ Body: { token: string } }>;
  readonly reply: FastifyReply;
}

/** What the token of a request opens. An address that tries many wrong ones must wait. */
async function found(
  deps: SharedDeps,
  throttle: SignInThrottle,
  { request, reply }: TokenRequest,
): Promise<SharedRecording> {
  const link = await sharedByToken(deps, request.body.token);
  if (link !== null) return link;
  const digest = createHash('sha256').update(request.body.token).digest('base64url');
  refuseWhileThrottled((await throttle.begin(digest, request.ip)).waitMs, reply);
  throw new AppError('share-link-not-valid');
}

/** Sent for the sound of its link only: two links can be open in one browser. */
const VISIT_COOKIE = 'fonoteka_shared';

function setVisitCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, token }: { readonly id: string; readonly token: string },
): void {
  const secure = request.protocol === 'https';
  reply.setCookie(VISIT_COOKIE, token, { path: `/api/v1/shared/${id}`, httpOnly: true, sameSite: 'strict', secure });
}
