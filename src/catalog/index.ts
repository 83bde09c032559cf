export { type CallFilter, listCalls, type ListedCall } from './call-history.ts';
export {
  type ListedRecording,
  type OpenedRecording,
  isVisible,
  openRecording,
  recordingPaths,
  waveformOf,
} from './recordings.ts';
export type { CatalogDeps } from './retention-context.ts';
export { type TenantScope, wholeTenant } from './tenant-scope.ts';
export {
  type CatalogFile,
  type DayRange,
  fileOfDay,
  filesOfDay,
  periodsWithRecordings,
  type TreePeriod,
} from './tree.ts';
