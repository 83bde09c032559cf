export type { CallRecord } from './call-record.ts';
export { noteCallRecord, noteUnrecordedCall, saveCall } from './save-call.ts';
export type { UnrecordedCall } from './unrecorded-call.ts';
