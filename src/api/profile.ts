import { z } from 'zod';
import type { Profiler } from '../platform/profiler.ts';
import type { ZodApp } from './endpoint.ts';

/** Long enough for what happens rarely, short enough not to be forgotten. */
const MAX_SECONDS = 120;
const Seconds = z.object({ seconds: z.coerce.number().int().min(1).max(MAX_SECONDS).default(10) });

/** Profiles of the main thread, for Chromium's developer tools. */
export function routeProfile(app: ZodApp, profiler: Profiler): void {
  app.get('/profile/cpu', { schema: { querystring: Seconds } }, async ({ query }, reply) =>
    reply
      .header('content-disposition', 'attachment; filename="fonoteka.cpuprofile"')
      .type('application/json')
      .send(JSON.stringify(await profiler.cpu(query.seconds))),
  );
  app.get('/profile/heap', { schema: { querystring: Seconds } }, async ({ query }, reply) =>
    reply
      .header('content-disposition', 'attachment; filename="fonoteka.heapprofile"')
      .type('application/json')
      .send(JSON.stringify(await profiler.heap(query.seconds))),
  );
}
