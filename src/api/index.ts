export type { ApiDeps, ReadinessChecks } from './api-deps.ts';
export { type Api, createApi } from './create-api.ts';
export { createInternalApi } from './internal-api.ts';
export { openApiDocument } from './openapi.ts';
