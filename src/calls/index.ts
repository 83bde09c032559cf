export { type Cdr, saveCall, saveCdr, saveUnrecordedCall, type UnrecordedCall } from './save-call.ts';
export { reportUnarchivedCalls, unarchivedSince } from './unarchived-calls.ts';
