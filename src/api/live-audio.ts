import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { CallId, UserId } from '../base/ids.ts';
import { findLiveCall } from '../live/index.ts';
import { auditedAs, scopeOf, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { BYTES } from './file-answers.ts';

/** A person listens to one call, and to the next one before the first has closed. */
const MAX_PER_USER = 2;
/** A call of hours is listened to again, with the rights of then. */
const LONGEST_MS = 3_600_000;

const audio = { 'audio/wav': { schema: BYTES } };

export const LIVE_AUDIO_ENDPOINTS = {
  liveCallAudio: {
    method: 'GET',
    url: '/api/v1/live-calls/:id/audio',
    config: {
      access: { right: 'listenLive' },
      problems: ['not-found', 'too-many-live-listeners', 'live-listening-unavailable'],
    },
    schema: {
      operationId: 'liveCallAudio',
      summary: 'Listen to a call while it runs',
      params: z.strictObject({ id: z.uuid() }),
      response: {
        200: {
          description:
            'A WAV file that ends with the call: µ-law, 8000 Hz, the caller left and the callee right, about two seconds late. Silent while recording is paused.',
          content: audio,
        },
      },
    },
  },
} as const satisfies Record<string, Endpoint>;

type LiveAudioDeps = Pick<ApiDeps, 'db' | 'clock' | 'listeners' | 'audit' | 'log'>;

/** Listening to running calls. */
export function routeLiveAudio(app: ZodApp, deps: LiveAudioDeps): void {
  const { db, clock, listeners, audit } = deps;
  const byUser = new Map<UserId, number>();
  const open = new Set<Readable>();
  app.addHook('preClose', async () => {
    for (const sound of open) sound.push(null);
  });
  app.route({
    ...LIVE_AUDIO_ENDPOINTS.liveCallAudio,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const user = signedIn(request);
      const callId = request.params.id as CallId;
      const call = await findLiveCall(db, scopeOf(request), callId, clock.now());
      if (call === null) throw new AppError('not-found');
      const ofUser = byUser.get(user.id) ?? 0;
      if (ofUser >= MAX_PER_USER) throw new AppError('too-many-live-listeners');
      byUser.set(user.id, ofUser + 1);
      const forget = (): void => {
        const left = (byUser.get(user.id) ?? 1) - 1;
        if (left > 0) byUser.set(user.id, left);
        else byUser.delete(user.id);
      };
      try {
        const sound = await listeners.listen(call);
        if (sound === 'full') throw new AppError('too-many-live-listeners');
        if (sound === 'ended') throw new AppError('not-found');
        if (sound === 'unavailable') throw new AppError('live-listening-unavailable');
        sound.once('close', () => open.delete(sound));
        open.add(sound);
        // Nothing is heard that is not in the audit log.
        const detail = { recorder: call.recorderId };
        await audit
          .record({ ...auditedAs(user, 'live-listening-begun', request, callId), detail })
          .catch((error: unknown) => {
            sound.destroy();
            throw error;
          });
        sound.once('close', forget);
        return send(deps, { request, reply, sound, callId });
      } catch (error) {
        forget();
        throw error;
      }
    },
  });
}

interface Listening {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly sound: Readable;
  readonly callId: CallId;
}

function send({ clock, audit, log }: LiveAudioDeps, { request, reply, sound, callId }: Listening): FastifyReply {
  const since = clock.now();
  const longest = clock.after(LONGEST_MS, () => sound.push(null));
  const user = signedIn(request);
  sound.once('close', () => {
    longest.cancel();
    const seconds = Math.round((clock.now() - since) / 1000);
    const detail = { since: new Date(since).toISOString(), seconds };
    audit
      .record({ ...auditedAs(user, 'live-listening-ended', request, callId), detail })
      .catch((err: unknown) => log.error({ err }, 'live calls: the end of a listening could not be audited'));
  });
  reply.raw.once('close', () => sound.destroy());
  if (reply.raw.destroyed) sound.destroy();
  return reply
    .header('content-type', 'audio/wav')
    .header('cache-control', 'no-store, no-transform')
    .header('accept-ranges', 'none')
    .header('x-accel-buffering', 'no')
    .send(sound);
}
