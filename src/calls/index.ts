export type { CallRecord } from './call-record.ts';
export { noteCallRecord, noteUnrecordedCall, saveCall } from './save-call.ts';
export { reportUnarchivedCalls, unarchivedSince } from './unarchived-calls.ts';
export type { UnrecordedCall } from './unrecorded-call.ts';
