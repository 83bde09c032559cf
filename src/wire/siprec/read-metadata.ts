import { readInstant } from '../../base/instant.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type {
  CommunicationSession,
  Extensions,
  MediaStream,
  Participant,
  ParticipantSession,
  ParticipantStreams,
  RecordingMetadata,
  SessionGroup,
} from './metadata.ts';
import { attributeOf, childrenNamed, readXml, textOf, type XmlElement } from './xml-element.ts';

/** A longer id or vendor's value is ignored. */
const MAX_TEXT_CHARS = 1024;
/** Extensions kept for each element. */
const MAX_EXTENSIONS = 64;

/**
 * Reads a metadata document of any vendor: local names only, `id` or `xxx_id`, as attribute or element,
 * associations as separate elements or inside the participant (drafts before RFC 7865, still sent by Oracle).
 */
export function readMetadata(document: Uint8Array): Result<RecordingMetadata> {
  const xml = readXml(document);
  if (!xml.ok) return xml;
  const root = recordingElement(xml.value);
  if (root === null) return fail('no recording element');
  return ok({
    dataMode: textOf(root, 'datamode')?.toLowerCase() === 'partial' ? 'partial' : 'complete',
    groups: identified(root, 'group', readGroup),
    sessions: identified(root, 'session', readSession),
    participants: identified(root, 'participant', readParticipant),
    streams: identified(root, 'stream', readStream),
    participantStreams: [
      ...childrenNamed(root, 'participantstreamassoc').map(readParticipantStreams),
      ...childrenNamed(root, 'participant').filter(carriesStreams).map(readParticipantStreams),
    ].filter((association) => association !== null),
    participantSessions: [
      ...childrenNamed(root, 'participantsessionassoc').map(readParticipantSession),
      ...childrenNamed(root, 'participant').map(readParticipantSession),
    ].filter((association) => association !== null),
    extensions: extensionsOf(root),
  });
}

/** `recording` (RFC 7865), or a vendor's root element with the same children or with `recording` inside. */
function recordingElement(root: XmlElement): XmlElement | null {
  const wrapped = childrenNamed(root, 'recording')[0];
  if (wrapped !== undefined) return wrapped;
  return /recording|metadata/i.test(root.name) || childrenNamed(root, 'participant').length > 0 ? root : null;
}

/** The elements of a kind that have an id; of two with the same id the first counts (RFC 7865 §6.10: an error). */
function identified<T>(root: XmlElement, kind: string, read: (element: XmlElement, id: string) => T): T[] {
  const found = new Map<string, T>();
  for (const element of childrenNamed(root, kind)) {
    const id = idOf(element, kind);
    if (id !== null && !found.has(id)) found.set(id, read(element, id));
  }
  return [...found.values()];
}

function idOf(element: XmlElement, kind: string): string | null {
  for (const name of [`${kind}_id`, 'id', `${kind}id`, `${kind}-id`, `${kind}-ref`]) {
    const value = attributeOf(element, name) ?? textOf(element, name);
    if (value !== null && value.trim() !== '' && value.length <= MAX_TEXT_CHARS) return value.trim();
  }
  return null;
}

function readGroup(element: XmlElement, id: string): SessionGroup {
  return { id, extensions: extensionsOf(element) };
}

function readSession(element: XmlElement, id: string): CommunicationSession {
  return {
    id,
    groupId: textOf(element, 'group-ref') ?? textOf(element, 'group'),
    sipSessionId: textOf(element, 'sipsessionid'),
    startedAt: readTime(textOf(element, 'start-time') ?? textOf(element, 'associate-time')),
    extensions: extensionsOf(element),
  };
}

function readParticipant(element: XmlElement, id: string): Participant {
  const named = childrenNamed(element, 'nameid').map((nameId) => textOf(nameId, 'aor'));
  const direct = [textOf(element, 'aor')];
  return {
    id,
    addresses: [...named, ...direct].filter((address) => address !== null),
    extensions: extensionsOf(element),
  };
}

function readStream(element: XmlElement, id: string): MediaStream {
  return {
    id,
    sessionId: textOf(element, 'session_id') ?? textOf(element, 'session'),
    label: textOf(element, 'label'),
  };
}

function carriesStreams(participant: XmlElement): boolean {
  return childrenNamed(participant, 'send').length > 0 || childrenNamed(participant, 'recv').length > 0;
}

function readParticipantStreams(element: XmlElement): ParticipantStreams | null {
  const participantId = idOf(element, 'participant');
  if (participantId === null) return null;
  return { participantId, sends: textsOf(element, 'send'), receives: textsOf(element, 'recv') };
}

function textsOf(element: XmlElement, name: string): string[] {
  return childrenNamed(element, name)
    .map((child) => child.text)
    .filter((text) => text !== '');
}

function readParticipantSession(element: XmlElement): ParticipantSession | null {
  const participantId = idOf(element, 'participant');
  const sessionId = textOf(element, 'session_id') ?? textOf(element, 'session');
  if (participantId === null || sessionId === null) return null;
  return { participantId, sessionId, left: textOf(element, 'disassociate-time') !== null };
}

/** The elements that RFC 7865 defines; all others are extensions. */
const STANDARD = new Set(
  [
    'recording datamode group session participant stream nameid name aor send recv label mode reason param',
    'sessionrecordingassoc participantsessionassoc participantstreamassoc sipsessionid group-ref',
    'start-time stop-time associate-time disassociate-time',
  ].flatMap((names) => names.split(' ')),
);

/** The value of an extension that has children and no text (BroadWorks `<origCall>…</origCall>`). */
const PRESENT = 'present';

/**
 * All extensions below an element, by local name. An element with its name in an attribute
 * (`<header label="X-UCID"><value>…`) is kept under that name too. Standard elements are not searched.
 */
function extensionsOf(element: XmlElement): Extensions {
  const found = new Map<string, string>();
  const keep = (name: string, value: string): void => {
    const key = name.toLowerCase();
    if (value === '' || value.length > MAX_TEXT_CHARS || found.has(key) || found.size >= MAX_EXTENSIONS) return;
    found.set(key, value);
  };
  const descend = (parent: XmlElement): void => {
    for (const child of parent.children) {
      if (STANDARD.has(child.name.toLowerCase())) continue;
      keep(child.name, child.text === '' && child.children.length > 0 ? PRESENT : child.text);
      const label = attributeOf(child, 'label') ?? attributeOf(child, 'name');
      if (label !== null) keep(label, textOf(child, 'value') ?? child.text);
      descend(child);
    }
  };
  descend(element);
  return found;
}

/** A time before this means that the SRC's clock was never set (Ribbon after a restart says 1970). */
const EARLIEST_BELIEVABLE_MS = Date.UTC(2000, 0, 1);

/** Unix ms; null where there is no time, or one that cannot be right. */
function readTime(text: string | null): number | null {
  const instant = readInstant(text ?? '');
  return instant.ok && instant.value >= EARLIEST_BELIEVABLE_MS ? instant.value : null;
}
