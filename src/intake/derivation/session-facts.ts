import type { SiprecSource } from '../../tenants/index.ts';
import type { RecordingMetadata } from '../../wire/siprec/index.ts';
import type { VendorMetadata } from './vendor-metadata.ts';

import type { EarlierParties, SessionParticipants } from './party-history.ts';

/** What the requests of a recording session say about the call, without its media. */
export interface SessionFacts {
  readonly requestUri: string;
  /** The names in the PBX's TLS certificate. */
  readonly certificateNames?: readonly string[];
  /** A header's first value by its full name, in any case. */
  header(name: string): string | undefined;
  /** All metadata documents so far, merged; null: none could be read. */
  readonly metadata: RecordingMetadata | null;
  /** There was a document, but it could not be read. */
  readonly metadataMalformed: boolean;
  /** The `a=label` of each recorded audio stream, in the order of the m-lines. */
  readonly labels: readonly (string | null)[];
  /** By label: the ids of the participants who send a stream, or sent it last. Silence does not change whose stream it is. */
  readonly senders: ReadonlyMap<string, readonly string[]>;
  /** There is no metadata; headers name the parties, and nobody says who called. `one-way`: each stream has one voice, also a single one. */
  readonly byHeaders?: 'one-way' | 'participants';
  /** What was so before those who take part now; missing: the session begins. */
  readonly earlier?: (participants: SessionParticipants) => EarlierParties;
}

/** Longer ids are cut to this length, which still tells calls apart. */
const MAX_ID_CHARS = 200;

/** Headers that carry an id of the call, not of the recording session. */
const CALL_ID_HEADERS = ['cisco-guid', 'cisco-gucid', 'x-isr-ucid', 'x-avaya-ucid'];
/** Many PBXs put other things there than an id: the same for all calls of a queue, or of a customer. */
const USER_TO_USER = 'user-to-user';

/**
 * The PBX's own id of the call, the same in each of its recording sessions. The first found: communication session
 * group, communication session, SIP session id, the vendor's id, a header; User-to-User only of a source that is set so. Null: none.
 */
export function correlationIdOf(
  facts: SessionFacts,
  vendor: VendorMetadata,
  { userToUserIds }: Pick<SiprecSource, 'userToUserIds'>,
): string | null {
  const groups = facts.metadata?.groups ?? [];
  const sessions = facts.metadata?.sessions ?? [];
  const candidates = [
    groups[0]?.id,
    sessions[0]?.groupId,
    sessions[0]?.id,
    sipSessionId(sessions[0]?.sipSessionId ?? facts.header('session-id')),
    vendor.callIds[0]?.value,
    ...CALL_ID_HEADERS.map((name) => facts.header(name)),
    userToUserIds ? facts.header(USER_TO_USER) : null,
  ];
  const found = candidates.find((candidate) => typeof candidate === 'string' && candidate.trim() !== '');
  return (
    found
      ?.trim()
      .replace(/^urn:uuid:/i, '')
      // PostgreSQL does not accept NUL in a text.
      .replaceAll('\0', '\uFFFD')
      .slice(0, MAX_ID_CHARS) ?? null
  );
}

/** RFC 7989 §5: each side writes `local;remote=…`. Sorting the pair gives both sides the same id. */
function sipSessionId(text: string | null | undefined): string | null {
  const match = /^\s*([0-9a-f]{32})\s*;\s*remote=([0-9a-f]{32})/i.exec(text ?? '');
  if (match === null) return text ?? null;
  return [match[1]!.toLowerCase(), match[2]!.toLowerCase()].sort().join('-');
}
