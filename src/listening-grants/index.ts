export type { ListeningGrant } from './grant.ts';
export { DEFAULT_HOURS, ListeningGrants, MAX_HOURS } from './listening-grants.ts';
export { grantForAllRecordings, grantForRecording, grantWithId, type ValidGrant } from './valid-grant.ts';
