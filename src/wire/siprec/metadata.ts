/**
 * The recording metadata of RFC 7865 as far as a recorder uses it. Ids are texts of the SRC's own making.
 * Whatever an SRC adds of its own is kept as extensions, by local name.
 */
export interface RecordingMetadata {
  readonly dataMode: 'complete' | 'partial';
  readonly groups: readonly SessionGroup[];
  readonly sessions: readonly CommunicationSession[];
  readonly participants: readonly Participant[];
  readonly streams: readonly MediaStream[];
  readonly participantStreams: readonly ParticipantStreams[];
  readonly participantSessions: readonly ParticipantSession[];
  /** Said about the recording as a whole. */
  readonly extensions: Extensions;
}

/** Local name in lower case → text; the first of equal names. */
export type Extensions = ReadonlyMap<string, string>;

/** RFC 7865 §6.2. */
export interface SessionGroup {
  readonly id: string;
  readonly extensions: Extensions;
}

/** RFC 7865 §6.3. */
export interface CommunicationSession {
  readonly id: string;
  readonly groupId: string | null;
  /** Session-ID of RFC 7989: `local;remote=…`. */
  readonly sipSessionId: string | null;
  /** Unix ms; null where it is missing or the SRC's clock was never set. */
  readonly startedAt: number | null;
  readonly extensions: Extensions;
}

/** RFC 7865 §6.5. */
export interface Participant {
  readonly id: string;
  /** As written: a URI, a name-addr or a bare number; read by `readAddress`. */
  readonly addresses: readonly string[];
  readonly extensions: Extensions;
}

/** RFC 7865 §6.7. */
export interface MediaStream {
  readonly id: string;
  readonly sessionId: string | null;
  /** The `a=label` of its m-line (RFC 4574). */
  readonly label: string | null;
}

/** RFC 7865 §6.8: which streams a participant sends and receives, by stream id. */
export interface ParticipantStreams {
  readonly participantId: string;
  readonly sends: readonly string[];
  readonly receives: readonly string[];
}

/** RFC 7865 §6.6. */
export interface ParticipantSession {
  readonly participantId: string;
  readonly sessionId: string;
  /** No longer part of the session. */
  readonly left: boolean;
}
