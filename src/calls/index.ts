export { noteUnrecordedCall, saveCall } from './save-call.ts';
export type { UnrecordedCall } from './unrecorded-call.ts';
