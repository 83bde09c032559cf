export type { ApiDeps, ReadinessChecks } from './api-deps.ts';
export { type Api, createApi } from './create-api.ts';
export { type OpenApiDocument, openApiDocument } from './openapi.ts';
