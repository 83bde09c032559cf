export { type Address, readAddress } from './address.ts';
export { mergeMetadata } from './merge-metadata.ts';
export type {
  CommunicationSession,
  Extensions,
  MediaStream,
  Participant,
  ParticipantSession,
  ParticipantStreams,
  RecordingMetadata,
  SessionGroup,
} from './metadata.ts';
export { type BodyPart, parseMultipart } from './multipart.ts';
export { readMetadata } from './read-metadata.ts';
export { readSessionBody, type SessionBody } from './session-body.ts';
export { type ReportedCall, type ReportedParty, writeMetadata } from './write-metadata.ts';
export { type OutgoingPart, writeMultipart } from './write-multipart.ts';
