export type { ApiOptions, ReadinessChecks } from './api-options.ts';
export { type Api, createApi } from './create-api.ts';
export { type OpenApiDocument, openApiDocument } from './openapi.ts';
