export { ArchiveQueue, type ArchiveQueueOptions } from './archive-queue.ts';
export { rewrap, unwrapDataKey } from './data-key.ts';
export { type AudioSources, openAudio, readAudio, type ReadableRecording } from './open-audio.ts';
export { isLastingReadFailure, type ReadFailureReporter, reportIfOurs, reportReadFailures } from './read-failures.ts';
export { storeFile } from './stored-file.ts';
export { storeRecording, type StoreRecordingDeps } from './store-recording.ts';
export { exchangeStuckCalls, listStuckCalls, type ListedStuckCall, requestRetry } from './stuck-calls.ts';
export { UnsavedCalls } from './unsaved-calls.ts';
export { dayKeyId, deleteUnusedKey, hasNewestKey, holdKeyId, isWrappingKey } from './wrapping-keys.ts';
