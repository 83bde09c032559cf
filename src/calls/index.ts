export { partiesOf, tookPartIn } from './call-parties.ts';
export { type CallSummary, SUMMARY_COLUMNS, summaryFromRow, type SummaryRow } from './call-summary.ts';
export { type Cdr, saveCall, saveCdr, saveUnrecordedCall, type UnrecordedCall } from './save-call.ts';
export {
  reportUnarchivedCalls,
  UnarchivedCallsReporter,
  type UnarchivedStarts,
  unarchivedSince,
} from './unarchived-calls.ts';
