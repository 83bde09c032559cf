export { type Archive, type ArchiveOptions, createArchive } from './create-archive.ts';
export { newDataKey, unwrapDataKey, wrapDataKey } from './data-key.ts';
export { dayKeyId, holdKeyId } from './key-ids.ts';
export { deleteUnusedKey, lockForDeletion, lockForWrapping } from './key-locks.ts';
export {
  type AudioSources,
  openAudio,
  type ReadableRecording,
  rewrap,
  type WrappedKey,
  wrapUnder,
} from './recording-vault.ts';
export { type FinishedRecording, storeRecording, type StoringParts } from './store-recording.ts';
