import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { type OpenedRecording, openRecording, type TenantScope, waveformOf, wholeTenant } from '../catalog/index.ts';
import { grantForRecording, type ValidGrant } from '../listening-grants/index.ts';
import { auditedAs, isStaff, scopeOf, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { AUDIO_ANSWERS } from './file-answers.ts';
import type { ByteRange } from './http-headers.ts';
import { ofGrant, underGrant } from './listening-access.ts';
import { NO_TAG, sendAudio, tagOf } from './send-audio.ts';

export const RecordingParams = z.strictObject({ id: z.uuid() });

const AudioQuery = z.strictObject({
  download: z
    .enum(['1', 'tagged'])
    .optional()
    .describe(
      'As an attachment under the name of the tree. `1`: the stored bytes, as files, packages and manifests have them. `tagged`: with an ID3 tag before them (title, date, parties, duration, call ID), so the file is larger than `sizeBytes`.',
    ),
  language: z.enum(['pl', 'en']).default('pl').describe('Of the tag.'),
});

const Peaks = z.array(z.int().min(0).max(255)).readonly().describe('The loudest sample of each slice.');

const Waveform = z
  .object({ sliceMs: z.int().positive().describe('How long the slice of a peak is.'), caller: Peaks, callee: Peaks })
  .meta({ id: 'Waveform' });

const NOT_PLAYABLE = [
  'not-found',
  'recording-destroyed',
  'recording-expired-from-panel',
  'listening-not-granted',
] as const;

export const RECORDING_ENDPOINTS = {
  recordingWaveform: {
    method: 'GET',
    url: '/api/v1/recordings/:id/waveform',
    config: { access: { right: 'listen', staffByGrant: true }, keyScope: 'recordings:listen', problems: NOT_PLAYABLE },
    schema: {
      operationId: 'recordingWaveform',
      summary: 'The waveform of a recording, for drawing',
      params: RecordingParams,
      response: { 200: Waveform },
    },
  },
  recordingAudio: {
    method: 'GET',
    url: '/api/v1/recordings/:id/audio',
    config: {
      access: { right: 'listen', rightWithQuery: { download: 'download' }, staffByGrant: true },
      keyScope: { scope: 'recordings:listen', withQuery: { download: 'recordings:download' } },
      problems: [...NOT_PLAYABLE, 'range-not-satisfiable'],
    },
    schema: {
      operationId: 'recordingAudio',
      summary: 'The recording itself, or a byte range of it',
      params: RecordingParams,
      querystring: AudioQuery,
      response: AUDIO_ANSWERS,
    },
  },
} as const satisfies Record<string, Endpoint>;

type RecordingDeps = Pick<ApiDeps, 'db' | 'clock' | 'panelWindowDays' | 'objects' | 'keys' | 'audit' | 'access'>;

/** What a request is about to do with a recording. Of the operator's staff, the waveform too is listening. */
type Use = 'listen' | 'download';

/** Playing and downloading recordings. */
export function routeRecordings(app: ZodApp, deps: RecordingDeps): void {
  const playbacks = new Playbacks(deps.clock);

  app.route({
    ...RECORDING_ENDPOINTS.recordingWaveform,
    handler: async (request, reply) => {
      const opened = await openPlayable(deps, request, reply, { id: request.params.id, use: 'listen' });
      const waveform = await waveformOf(deps, opened.scope, opened.recording.id);
      if (waveform === null) throw new AppError('not-found');
      if (opened.grant !== null) await auditUse({ ...deps, playbacks }, { ...opened, use: 'listen', request });
      return waveform;
    },
  });

  for (const method of ['GET', 'HEAD'] as const) {
    app.route({
      ...RECORDING_ENDPOINTS.recordingAudio,
      method,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const use = request.query.download === undefined ? 'listen' : 'download';
        const opened = await openPlayable(deps, request, reply, { id: request.params.id, use });
        const { download, language } = request.query;
        const tag = download === 'tagged' ? await tagOf(deps, opened, language) : NO_TAG;
        const onRange = (range: ByteRange): Promise<void> =>
          auditUse({ ...deps, playbacks }, { ...opened, use, request }, range);
        return sendAudio(deps, { ...opened, tag, asAttachment: use === 'download', onRange, request, reply });
      },
    });
  }
}

interface Opened {
  readonly recording: OpenedRecording;
  readonly scope: TenantScope;
  /** Under which the operator's staff listen; null: a tenant's user. */
  readonly grant: ValidGrant | null;
}

/** A recording that may be played: by a tenant's user in its scope, by the operator's staff under a grant. */
async function openPlayable(
  deps: RecordingDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, use }: { readonly id: string; readonly use: Use },
): Promise<Opened> {
  const grant = isStaff(signedIn(request))
    ? await underGrant(deps, { request, reply }, (staff) =>
        grantForRecording(deps.db, { recordingId: id, download: use === 'download' }, staff),
      )
    : null;
  const scope = grant === null ? scopeOf(request) : wholeTenant(grant.tenantId);
  const recording = await openRecording(deps, scope, id);
  if (recording === null) throw new AppError('not-found');
  if (!recording.kept) throw new AppError('recording-destroyed');
  if (!recording.playable) throw new AppError('recording-expired-from-panel');
  return { recording, scope, grant };
}

interface AudioUse extends Opened {
  readonly use: Use;
  readonly request: FastifyRequest;
}

type AuditDeps = Pick<ApiDeps, 'audit'> & { readonly playbacks: Playbacks };

/** One audit event for each playback and each download, however many ranges it is fetched in. */
async function auditUse(
  { audit, playbacks }: AuditDeps,
  { recording, use, grant, request }: AudioUse,
  { start }: Pick<ByteRange, 'start'> = { start: 0 },
): Promise<void> {
  const user = signedIn(request);
  const playback = `${use} ${user.id} ${recording.id} ${grant?.id}`;
  const anotherDownload = use === 'download' && start === 0;
  if (anotherDownload || playbacks.isNew(playback)) {
    const event = auditedAs(user, use, request, recording.id);
    await audit.record(grant === null ? event : { ...event, ...ofGrant(grant) });
  }
  playbacks.update(playback);
}

/** A player that has requested nothing for this long has stopped; a later request is a new playback. */
const PLAYBACK_GAP_MS = 10 * 60_000;
/** Playbacks remembered; beyond that the ones idle longest are dropped, and would be audited once more. */
const MAX_PLAYBACKS = 20_000;

/**
 * Distinguishes the first request of a playback from the following ones: a player fetches a recording in many ranges, in
 * any order, and the audit log shall have one event for it, whichever range came first.
 */
export class Playbacks {
  readonly #clock: Clock;
  /** Monotonic ms of the last request, by playback; the one idle longest first. */
  readonly #lastRequestAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether there was no request of this playback recently. `playback`: who listens to which recording. */
  isNew(playback: string): boolean {
    const lastRequestAt = this.#lastRequestAt.get(playback);
    return lastRequestAt === undefined || this.#clock.monotonicMs() - lastRequestAt > PLAYBACK_GAP_MS;
  }

  /** Call it for each request of the playback, after its first one is in the audit log. */
  update(playback: string): void {
    this.#lastRequestAt.delete(playback);
    this.#lastRequestAt.set(playback, this.#clock.monotonicMs());
    if (this.#lastRequestAt.size > MAX_PLAYBACKS) this.#lastRequestAt.delete(this.#lastRequestAt.keys().next().value!);
  }
}
