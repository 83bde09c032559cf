/**
 * The recording metadata of RFC 7865 as far as a recorder uses it. Ids are texts that the SRC chose.
 * What a vendor adds is kept as extensions, by local name.
 */
export interface RecordingMetadata {
  readonly dataMode: 'complete' | 'partial';
  readonly groups: readonly SessionGroup[];
  readonly sessions: readonly CommunicationSession[];
  readonly participants: readonly Participant[];
  readonly streams: readonly MediaStream[];
  readonly participantStreams: readonly ParticipantStreams[];
  readonly participantSessions: readonly ParticipantSession[];
  /** Of the recording itself. */
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

/**
 * The metadata after an update. A complete document replaces all before it (RFC 7865 §6.1.1); in a partial one each
 * element replaces the element of the same id, and a participant's association names all streams that it still sends
 * and receives (§6.8.1).
 */
export function mergeMetadata(known: RecordingMetadata | null, update: RecordingMetadata): RecordingMetadata {
  if (known === null || update.dataMode === 'complete') return update;
  return {
    dataMode: 'complete',
    groups: replaced(known.groups, update.groups, byId),
    sessions: replaced(known.sessions, update.sessions, byId),
    participants: replaced(known.participants, update.participants, byId),
    streams: replaced(known.streams, update.streams, byId),
    participantStreams: replaced(known.participantStreams, update.participantStreams, (one) => one.participantId),
    participantSessions: replaced(
      known.participantSessions,
      update.participantSessions,
      (one) => `${one.participantId} ${one.sessionId}`,
    ),
    extensions: new Map([...known.extensions, ...update.extensions]),
  };
}

const byId = (element: { readonly id: string }): string => element.id;

/** In the order of their first appearance; a replaced element keeps its place. */
function replaced<T>(known: readonly T[], updates: readonly T[], keyOf: (element: T) => string): T[] {
  const all = new Map(known.map((element) => [keyOf(element), element]));
  for (const element of updates) all.set(keyOf(element), element);
  return [...all.values()];
}
