export { CALL_EVENTS, type CallEventKind, noteCallEvents, STUCK, unusableBecause } from './call-events.ts';
export { indexEarlierCalls } from './index-calls.ts';
export { partiesOf, tookPartIn } from './call-parties.ts';
export { type CallSummary, SUMMARY_COLUMNS, summaryFromRow, type SummaryRow } from './call-summary.ts';
export { keepLiveMarks } from './live-marks.ts';
export { saveCall, saveCalls, saveUnrecordedCall, type UnrecordedCall, unrecordedCall } from './save-call.ts';
export { type Cdr, saveCdr, saveCdrs } from './save-cdrs.ts';
export {
  reportUnarchivedCalls,
  UnarchivedCallsReporter,
  type UnarchivedStarts,
  unarchivedSince,
} from './unarchived-calls.ts';
export { type WaitingCalls, waitingCalls, type WaitingOfTenants } from './waiting-calls.ts';
