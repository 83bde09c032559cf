export { readAddress, readDialled } from './address.ts';
export {
  type Extension,
  hasUnknownReferences,
  mergeMetadata,
  type Participant,
  type RecordingMetadata,
  streamSenders,
} from './metadata.ts';
export { parseMultipart, readSessionBody, type SessionBody, writeMultipart } from './session-body.ts';
export { readMetadata } from './read-metadata.ts';
export { type MetadataParty, writeMetadata } from './write-metadata.ts';
