export { type OpenApiDocument, openApiDocument } from './openapi.ts';
