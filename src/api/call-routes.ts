import { listCalls } from '../catalog/index.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { CONTRACT } from './contract.ts';
import { scopeOf } from './signed-in.ts';

export function routeCalls(app: ZodApp, catalog: Pick<ApiOptions, 'db' | 'clock' | 'panelWindowDays'>): void {
  app.route({
    ...CONTRACT.listCalls,
    handler: (request) => {
      const { cursor = null, to, ...query } = request.query;
      const until = to === undefined ? {} : { until: to };
      return listCalls(catalog, scopeOf(request), { ...query, ...until, cursor });
    },
  });
}
