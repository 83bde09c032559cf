export { readAddress } from './address.ts';
export { type Extensions, mergeMetadata, type Participant, type RecordingMetadata } from './metadata.ts';
export { parseMultipart, readSessionBody, type SessionBody, writeMultipart } from './session-body.ts';
export { readMetadata } from './read-metadata.ts';
export { type MetadataParty, writeMetadata } from './write-metadata.ts';
