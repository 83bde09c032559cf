import type { FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.ts';
import { type OpenedRecording, openRecording, waveformOf } from '../catalog/index.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { AudioSender } from './audio-sender.ts';
import { CONTRACT } from './contract.ts';
import { mayDownload, scopeOf, signedIn } from './signed-in.ts';

type RecordingOptions = Pick<ApiOptions, 'db' | 'clock' | 'panelWindowDays' | 'objects' | 'keys' | 'audit'>;

export function routeRecordings(app: ZodApp, options: RecordingOptions): void {
  const sender = new AudioSender(options);

  app.route({
    ...CONTRACT.recordingWaveform,
    handler: async (request) => {
      const { id } = await playable(request, request.params.id);
      const waveform = await waveformOf(options, scopeOf(request), id);
      if (waveform === null) throw new AppError('not-found');
      return waveform;
    },
  });

  for (const method of ['GET', 'HEAD'] as const) {
    app.route({
      ...CONTRACT.recordingAudio,
      method,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const recording = await playable(request, request.params.id);
        const use = request.query.download === undefined ? 'listen' : 'download';
        if (use === 'download' && !mayDownload(signedIn(request))) throw new AppError('not-allowed');
        return sender.send({ recording, use }, request, reply);
      },
    });
  }

  async function playable(request: FastifyRequest, id: string): Promise<OpenedRecording> {
    const recording = await openRecording(options, scopeOf(request), id);
    if (recording === null) throw new AppError('not-found');
    if (!recording.kept) throw new AppError('recording-destroyed');
    if (!recording.playable) throw new AppError('recording-expired-from-panel');
    return recording;
  }
}
