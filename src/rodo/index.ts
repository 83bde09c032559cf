export { answerText } from './answer.ts';
export { CONFLICT_KINDS, type ConflictKind } from './conflicts.ts';
export { openPackage, packageOf } from './open-package.ts';
export type { RodoPreview } from './preview.ts';
export { type RequestKey, type RodoKind, type RodoRequest, tenantOfRequest } from './request.ts';
export { type RodoActor, RodoRequests } from './requests.ts';
export { type RodoWorkDeps, workOnRequests } from './work-on-requests.ts';
