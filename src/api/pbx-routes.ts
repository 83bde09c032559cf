import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { AppError } from '../base/errors.ts';
import { importCdrs, recordingPolicy } from '../intake/index.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { CONTRACT } from './contract.ts';
import { sourceOf } from './source-key.ts';
import { takeMultipart, UploadParts } from './upload-parts.ts';

/** As many call records as a request may hold, with room for long ids. */
const MAX_RECORDS_BYTES = 512 * 1024;

type PbxOptions = Pick<ApiOptions, 'db' | 'directory' | 'uploads' | 'clock'>;

export async function routePbx(app: ZodApp, options: PbxOptions): Promise<void> {
  const { db, directory, clock } = options;
  // A scope of its own: no other route takes a form, which any page of another site could send.
  await app.register(async (scope) => routeUploads(scope.withTypeProvider<ZodTypeProvider>(), options));

  app.route({
    ...CONTRACT.tellCalls,
    bodyLimit: MAX_RECORDS_BYTES,
    handler: async (request) => {
      const calls = Array.isArray(request.body) ? request.body : [request.body];
      const saved = await importCdrs({ db, directory, clock }, sourceOf(request), calls);
      const [only] = saved;
      if (!Array.isArray(request.body) && only?.ok === false) throw new AppError(only.reason);
      return {
        calls: saved.map((call) => ({ callId: call.ok ? call.value : null, refused: call.ok ? null : call.reason })),
      };
    },
  });

  app.route({
    ...CONTRACT.recordingPolicy,
    handler: async (request) => recordingPolicy(await directory.current(), sourceOf(request), request.query),
  });
}

async function routeUploads(app: ZodApp, { uploads }: Pick<PbxOptions, 'uploads'>): Promise<void> {
  await takeMultipart(app, uploads.maxAudioBytes);

  app.route({
    ...CONTRACT.uploadRecording,
    // The body is validated part by part, as it comes.
    validatorCompiler: () => () => true,
    handler: async (request, reply) => {
      const parts = new UploadParts(request, uploads.maxAudioBytes);
      try {
        const call = await parts.call();
        const filed = await uploads.accept({ source: sourceOf(request), call, audio: () => parts.audio() });
        const { isNew, ...answer } = filed;
        return await reply.code(isNew ? 201 : 200).send(answer);
      } finally {
        parts.discardRest();
      }
    },
  });
}
