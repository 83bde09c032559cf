export type { AccountNotice } from './account-mails.ts';
export { queueNotice } from './account-notices.ts';
export type { ApiDeps, FileDoors, ReadinessChecks } from './api-deps.ts';
export { type Api, createApi } from './create-api.ts';
export { CALLBACK_PATH as OIDC_CALLBACK_PATH, type StaffOidc } from './oidc-flow.ts';
export { queueInvitation } from './invitations.ts';
export { reportLeftKeys } from './keys-of-makers.ts';
export { openApiDocument } from './openapi.ts';
