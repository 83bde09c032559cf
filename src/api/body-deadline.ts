import type { FastifyInstance } from 'fastify';
import type { Clock } from '../base/clock.ts';
import type { Operation } from './contract.ts';
import { BODY_TIMEOUT_MS } from './server-limits.ts';

const UPLOAD: Operation = 'uploadRecording';

/** Gives up requests that are not whole in time. Node has one such limit for the server: that is left to uploads. */
export function limitBodyTime(app: FastifyInstance, clock: Clock): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    if (routeOptions.schema?.operationId === UPLOAD) return;
    const deadline = clock.after(BODY_TIMEOUT_MS, () => {
      if (!raw.complete) raw.destroy();
    });
    raw.once('close', () => deadline.cancel());
  });
}
