export { type Address, readAddress } from './address.ts';
export {
  type CommunicationSession,
  type Extensions,
  type MediaStream,
  mergeMetadata,
  type Participant,
  type ParticipantSession,
  type ParticipantStreams,
  type RecordingMetadata,
  type SessionGroup,
} from './metadata.ts';
export {
  type BodyPart,
  type OutgoingPart,
  parseMultipart,
  readSessionBody,
  type SessionBody,
  writeMultipart,
} from './session-body.ts';
export { readMetadata } from './read-metadata.ts';
export { type CallMetadata, type MetadataParty, writeMetadata } from './write-metadata.ts';
