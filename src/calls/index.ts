export { type Cdr, saveCall, saveCdr, saveUnrecordedCall, type UnrecordedCall } from './save-call.ts';
export { reportUnarchivedCalls, UnarchivedCallsReporter, unarchivedSince } from './unarchived-calls.ts';
