export { type CallFilter, findCall, listCalls, type ListedCall } from './call-history.ts';
export { CALL_DURATION_MS } from './call-durations.ts';
export { callTotals } from './call-totals.ts';
export { keptRecordings } from './kept-recordings.ts';
export {
  type ListedRecording,
  type OpenedRecording,
  isVisible,
  isVisibleCall,
  openRecording,
  recordingPaths,
  waveformOf,
} from './recordings.ts';
export { silentCalls, MIN_SILENCE_MS } from './silent-calls.ts';
export { topNumbers } from './top-numbers.ts';
export { stateOfDay } from './day-state.ts';
export { isVisibleNote, MIN_NOTE_PART } from './note-columns.ts';
export { KnownHistories } from './known-histories.ts';
export type { CatalogDeps } from './retention-context.ts';
export { isCallOf, isRecordingOf, type TenantScope, wholeTenant } from './tenant-scope.ts';
export {
  type CatalogFile,
  type DayRange,
  fileOfDay,
  filesOfDay,
  type ListedFile,
  periodsWithRecordings,
  sumsOfDay,
  type TreePeriod,
} from './tree.ts';
