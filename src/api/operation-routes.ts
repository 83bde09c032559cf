import type { ApiOptions, ZodApp } from './api-options.ts';
import { CONTRACT } from './contract.ts';

/** For those who run the service: whether it lives, whether it can work, what it counts, what it offers. */
export function routeOperations(app: ZodApp, { readiness, metrics }: Pick<ApiOptions, 'readiness' | 'metrics'>): void {
  app.route({ ...CONTRACT.health, handler: () => ({ alive: true as const }) });

  app.route({
    ...CONTRACT.readiness,
    handler: async (_request, reply) => {
      const checks = await readiness();
      const ready = Object.values(checks).every(({ ok }) => ok);
      return reply.code(ready ? 200 : 503).send({ ready, checks });
    },
  });

  app.route({
    ...CONTRACT.metrics,
    handler: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  });

  app.route({ ...CONTRACT.openApi, handler: () => app.swagger() });
}
