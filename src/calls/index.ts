export { type Cdr, saveCall, saveCdr, saveUnrecordedCall, type UnrecordedCall } from './save-call.ts';
export {
  reportUnarchivedCalls,
  UnarchivedCallsReporter,
  type UnarchivedStarts,
  unarchivedSince,
} from './unarchived-calls.ts';
