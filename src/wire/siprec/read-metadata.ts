import { readInstant } from '../../base/instant.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import {
  type CommunicationSession,
  MAX_REPEATED_IDS,
  type MediaStream,
  type Participant,
  type ParticipantSession,
  type ParticipantStreams,
  type RecordingMetadata,
  type SessionGroup,
} from './metadata.ts';
import { extensionsBelow } from './read-extensions.ts';
import { idOf, referenceTo, streamReferences } from './read-ids.ts';
import { childrenNamed, elementsWithin, readXml, textOf, type XmlElement } from '../xml-element.ts';

/**
 * Reads a metadata document of any vendor: local names only, `id` or `xxx_id`, as attribute or element,
 * associations as separate elements or inside the participant (drafts before RFC 7865, still sent by Oracle and BroadWorks).
 * `timeZone`: of times without an offset (IANA).
 */
export function readMetadata(document: Uint8Array, timeZone = 'UTC'): Result<RecordingMetadata> {
  const time: ReadTime = (text) => readTime(text, timeZone);
  const xml = readXml(document);
  if (!xml.ok) return xml;
  const root = recordingElement(xml.value);
  if (root === null) return fail('no recording element');
  const elements = {
    groups: identified(root, 'group', readGroup),
    sessions: identified(root, 'session', (element, id) => readSession(element, id, time)),
    participants: identified(root, 'participant', readParticipant),
    streams: withoutRepeatedLabels(identified(root, 'stream', readStream)),
  };
  const dataMode = textOf(root, 'datamode') ?? textOf(xml.value, 'datamode');
  return ok({
    dataMode: dataMode?.toLowerCase() === 'partial' ? 'partial' : 'complete',
    groups: elements.groups.found,
    sessions: elements.sessions.found,
    participants: elements.participants.found,
    streams: elements.streams.found,
    participantStreams: [
      ...childrenNamed(root, 'participantstreamassoc').map(readParticipantStreams),
      ...childrenNamed(root, 'participant').filter(carriesStreams).map(readParticipantStreams),
    ].filter((association) => association !== null),
    participantSessions: [...childrenNamed(root, 'participantsessionassoc'), ...childrenNamed(root, 'participant')]
      .map((element) => readParticipantSession(element, time))
      .filter((association) => association !== null),
    extensions: [
      ...extensionsBelow(root, 'recording'),
      ...(root === xml.value ? [] : extensionsBelow(xml.value, 'recording', root)),
    ],
    repeatedIds: repeatedIds(Object.values(elements)),
  });
}

/** What a recording consists of. */
const PARTS = [
  'session',
  'participant',
  'stream',
  'group',
  'participantstreamassoc',
  'participantsessionassoc',
  'sessionrecordingassoc',
];
/** How deep in a vendor's own elements the recording may be. */
const MAX_WRAPPER_DEPTH = 16;

/**
 * The element that has the most kinds of parts inside, wherever it is: `recording` (RFC 7865), a vendor's own root with the parts
 * beside an empty `recording` (BroadWorks), `recording` below any number of others (Webex). Of equal ones the outermost. Without
 * any part: the one called so.
 */
function recordingElement(root: XmlElement): XmlElement | null {
  let best: { readonly element: XmlElement; readonly parts: number } | null = null;
  for (const element of elementsWithin(root, MAX_WRAPPER_DEPTH)) {
    const names = new Set(element.children.map(({ name }) => name.toLowerCase()));
    const parts = PARTS.filter((part) => names.has(part)).length;
    if (parts > (best?.parts ?? 0)) best = { element, parts };
  }
  if (best !== null) return best.element;
  return (
    elementsWithin(root, MAX_WRAPPER_DEPTH).find(({ name }) => name.toLowerCase() === 'recording') ??
    (/recording|metadata/i.test(root.name) ? root : null)
  );
}

interface Identified<T> {
  readonly found: readonly T[];
  /** The ids of all elements of the kind, also of those without use. */
  readonly ids: readonly string[];
}

/** The elements of a kind that have an id; of two with the same id the first counts. */
function identified<T>(root: XmlElement, kind: string, read: (element: XmlElement, id: string) => T): Identified<T> {
  const found = new Map<string, T>();
  const ids: string[] = [];
  for (const element of childrenNamed(root, kind)) {
    const id = idOf(element, kind);
    if (id === null) continue;
    ids.push(id);
    if (!found.has(id)) found.set(id, read(element, id));
  }
  return { found: [...found.values()], ids };
}

/** Base64 or text of 128 bits: short ids such as `1` are counted by each kind on its own by many SRCs. */
const UNIQUE_ID = /^([\w+/-]{22}(==)?|[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12})$/i;

/** RFC 7865 §6.10: an id belongs to one element. */
function repeatedIds(kinds: readonly Identified<unknown>[]): string[] {
  const repeated = new Set<string>();
  const seen = new Set<string>();
  for (const { ids } of kinds) {
    const ofKind = new Set<string>();
    for (const id of ids) {
      if (ofKind.has(id) || (seen.has(id) && UNIQUE_ID.test(id))) repeated.add(id);
      ofKind.add(id);
      seen.add(id);
    }
  }
  return [...repeated].slice(0, MAX_REPEATED_IDS);
}

function readGroup(element: XmlElement, id: string): SessionGroup {
  return { id, extensions: extensionsBelow(element, 'group') };
}

function readSession(element: XmlElement, id: string, time: ReadTime): CommunicationSession {
  return {
    id,
    groupId: referenceTo(element, 'group'),
    sipSessionId: textOf(element, 'sipsessionid'),
    startedAt: time(textOf(element, 'start-time') ?? textOf(element, 'associate-time')),
    extensions: extensionsBelow(element, 'session'),
  };
}

function readParticipant(element: XmlElement, id: string): Participant {
  const named = childrenNamed(element, 'nameid').map((nameId) => textOf(nameId, 'aor'));
  const direct = [textOf(element, 'aor')];
  return {
    id,
    addresses: [...named, ...direct].filter((address) => address !== null),
    extensions: extensionsBelow(element, 'participant'),
  };
}

function readStream(element: XmlElement, id: string): MediaStream {
  return { id, sessionId: referenceTo(element, 'session'), label: textOf(element, 'label') };
}

/** Of two streams with one id nobody knows whose label is meant. */
function withoutRepeatedLabels({ found, ids }: Identified<MediaStream>): Identified<MediaStream> {
  const times = Map.groupBy(ids, (id) => id);
  return {
    ids,
    found: found.map((stream) => (times.get(stream.id)!.length > 1 ? { ...stream, label: null } : stream)),
  };
}

function carriesStreams(participant: XmlElement): boolean {
  return childrenNamed(participant, 'send').length > 0 || childrenNamed(participant, 'recv').length > 0;
}

/** RFC 7865 §6.8.1: what is not named is not sent, or not received, any more; nor is anything after `disassociate-time`. */
function readParticipantStreams(element: XmlElement): ParticipantStreams | null {
  const participantId =
    element.name.toLowerCase() === 'participant'
      ? idOf(element, 'participant')
      : referenceTo(element, 'participant', { orOwnId: true });
  if (participantId === null) return null;
  if (textOf(element, 'disassociate-time') !== null) return { participantId, sends: [], receives: [] };
  return {
    participantId,
    sends: childrenNamed(element, 'send').flatMap(streamReferences),
    receives: childrenNamed(element, 'recv').flatMap(streamReferences),
  };
}

function readParticipantSession(element: XmlElement, time: ReadTime): ParticipantSession | null {
  const isParticipant = element.name.toLowerCase() === 'participant';
  const participantId = isParticipant
    ? idOf(element, 'participant')
    : referenceTo(element, 'participant', { orOwnId: true });
  const sessionId = referenceTo(element, 'session');
  if (participantId === null || sessionId === null) return null;
  const left = textOf(element, 'disassociate-time');
  const joinedAt = time(textOf(element, 'associate-time'));
  const leftAt = time(left);
  return {
    participantId,
    sessionId,
    left: left !== null,
    ...(joinedAt !== null && { joinedAt }),
    ...(leftAt !== null && { leftAt }),
  };
}

/** A time before this means that the SRC's clock was never set (Ribbon after a restart says 1970). */
const EARLIEST_BELIEVABLE_MS = Date.UTC(2000, 0, 1);

/** Unix ms; null where there is no time, or one that cannot be right. */
type ReadTime = (text: string | null) => number | null;

function readTime(text: string | null, zone: string): number | null {
  const instant = readInstant(text ?? '', { zone });
  return instant.ok && instant.value >= EARLIEST_BELIEVABLE_MS ? instant.value : null;
}
