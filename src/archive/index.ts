export { ArchiveQueue, type ArchiveQueueOptions } from './archive-queue.ts';
export { rewrap, unwrapDataKey } from './data-key.ts';
export { forgetRecorder } from './forget-recorder.ts';
export type { AudioContent } from './audio-content.ts';
export { type AudioSources, openAudio, openContent, readAudio, type ReadableRecording } from './open-audio.ts';
export { isLastingReadFailure, type ReadFailureReporter, reportIfOurs, reportReadFailures } from './read-failures.ts';
export { storeFile } from './stored-file.ts';
export { storeRecording, type StoreRecordingDeps } from './store-recording.ts';
export {
  exchangeStuckCalls,
  listStuckCalls,
  type ListedStuckCall,
  requestRetry,
  stuckCallsExchange,
} from './stuck-calls.ts';
export { OwnLease } from './takeover/own-lease.ts';
export {
  giveUpLease,
  hasLease,
  listRecorders,
  type ListedRecorder,
  requestTakeover,
} from './takeover/recorder-leases.ts';
export { RecorderTakeovers } from './takeover/recorder-takeovers.ts';
export { UnsavedCalls } from './unsaved-calls.ts';
export { dayKeyId, deleteUnusedKey, hasNewestKey, holdKeyId, isWrappingKey } from './wrapping-keys.ts';
