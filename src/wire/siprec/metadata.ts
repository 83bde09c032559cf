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
  /** Of the recording itself, and of what stands around it. */
  readonly extensions: Extensions;
  /** Ids that two elements have: an error of the SRC (RFC 7865 §6.10). */
  readonly repeatedIds: readonly string[];
}

/** What a vendor wrote in an element of its own, or in an attribute of one. */
export interface Extension {
  /**
   * The local names from the standard element down, in lower case: `session/extensiondata/ucid`, `recording/calldata/@in`. Of
   * `<header label="X-UCID"><value>…` also `…/x-ucid`.
   */
  readonly path: string;
  /** Empty: it has only elements inside. */
  readonly value: string;
}

/** In the document's order. */
export type Extensions = readonly Extension[];

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
  /** Unix ms by the SRC's clock; missing: the SRC does not say. */
  readonly joinedAt?: number;
  readonly leftAt?: number;
}

/** Extensions kept of one element; a session's partial documents add to them. */
export const MAX_EXTENSIONS = 64;
/** Of each kind that partial documents may add up to: a conference of some hundred parties. Later ones are left out. */
const MAX_KEPT_ELEMENTS = 1_000;
/** Enough to find the fault. */
export const MAX_REPEATED_IDS = 16;

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
    participants: replaced(known.participants, withKnownAddresses(known, update), byId),
    streams: replaced(known.streams, update.streams, byId),
    participantStreams: replaced(known.participantStreams, update.participantStreams, (one) => one.participantId),
    participantSessions: replaced(
      known.participantSessions,
      update.participantSessions,
      (one) => `${one.participantId} ${one.sessionId}`,
    ),
    extensions: replaced(known.extensions, update.extensions, ({ path }) => path).slice(0, MAX_EXTENSIONS),
    repeatedIds: [...new Set([...known.repeatedIds, ...update.repeatedIds])].slice(0, MAX_REPEATED_IDS),
  };
}

/**
 * Whether an update refers to what is not known after it (`merged`): a partial document whose predecessors we have not got, or not understood.
 * RFC 7866 §9.2 leaves it to the SRS to ask for a complete one then.
 */
export function hasUnknownReferences(update: RecordingMetadata, merged: RecordingMetadata): boolean {
  const [participants, sessions, streams] = [merged.participants, merged.sessions, merged.streams].map(
    (elements) => new Set(elements.map(({ id }) => id)),
  ) as [Set<string>, Set<string>, Set<string>];
  return (
    update.participantSessions.some((one) => !participants.has(one.participantId) || !sessions.has(one.sessionId)) ||
    update.streams.some(({ sessionId }) => sessionId !== null && !sessions.has(sessionId)) ||
    update.participantStreams.some(
      ({ participantId, sends, receives }) =>
        !participants.has(participantId) || [...sends, ...receives].some((id) => !streams.has(id)),
    )
  );
}

/** Who sends each labelled stream, by participant ids. Streams that nobody sends are left out. */
export function streamSenders({ streams, participantStreams }: RecordingMetadata): Map<string, readonly string[]> {
  const senders = Map.groupBy(
    participantStreams.flatMap(({ participantId, sends }) => sends.map((streamId) => ({ participantId, streamId }))),
    ({ streamId }) => streamId,
  );
  const found = new Map<string, Set<string>>();
  for (const { id, label } of streams) {
    const ids = senders.get(id) ?? [];
    if (label === null || ids.length === 0) continue;
    const known = found.get(label) ?? new Set();
    found.set(label, known);
    for (const { participantId } of ids) known.add(participantId);
  }
  return new Map([...found].map(([label, ids]) => [label, [...ids]]));
}

/** A participant who is named again without an address, for its streams alone, keeps the one that it had. */
function withKnownAddresses(known: RecordingMetadata, { participants }: RecordingMetadata): readonly Participant[] {
  const before = new Map(known.participants.map((participant) => [participant.id, participant.addresses]));
  return participants.map((participant) => {
    const addresses = participant.addresses.length > 0 ? participant.addresses : (before.get(participant.id) ?? []);
    return { ...participant, addresses };
  });
}

const byId = (element: { readonly id: string }): string => element.id;

/** In the order of their first appearance; a replaced element keeps its place. */
function replaced<T>(known: readonly T[], updates: readonly T[], keyOf: (element: T) => string): T[] {
  const all = new Map(known.map((element) => [keyOf(element), element]));
  for (const element of updates) {
    const key = keyOf(element);
    if (all.size < MAX_KEPT_ELEMENTS || all.has(key)) all.set(key, element);
  }
  return [...all.values()];
}
