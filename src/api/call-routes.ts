import type { ApiOptions, ZodApp } from './api-options.ts';
import { CONTRACT } from './contract.ts';
import { scopeOf } from './signed-in.ts';

export function routeCalls(app: ZodApp, { catalog }: Pick<ApiOptions, 'catalog'>): void {
  app.route({
    ...CONTRACT.listCalls,
    handler: (request) => {
      const { cursor = null, limit, to, ...filter } = request.query;
      const until = to === undefined ? {} : { until: to };
      return catalog.listCalls(scopeOf(request), { ...filter, ...until }, { cursor, limit });
    },
  });
}
