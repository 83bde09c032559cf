export { type Archive, type ArchiveOptions, createArchive } from './create-archive.ts';
export { unwrapDataKey } from './data-key.ts';
export { dayKeyId, holdKeyId, wrapsRecordings } from './key-ids.ts';
export { deleteUnusedKey } from './key-locks.ts';
export { hasNewestKey } from './newest-key.ts';
export {
  type AudioSources,
  openAudio,
  readAudio,
  type ReadableRecording,
  rewrap,
  type WrappedKey,
} from './recording-vault.ts';
export { type FinishedRecording, storeRecording, type StoringParts } from './store-recording.ts';
