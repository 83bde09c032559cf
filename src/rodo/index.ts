export { CONFLICT_KINDS } from './conflicts.ts';
export type { RodoPreview } from './preview.ts';
export { type RodoKind, type RodoRequest, tenantOfRequest } from './request.ts';
export { type RodoActor, RodoRequests } from './requests.ts';
