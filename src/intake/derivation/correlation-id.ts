import type { SessionFacts } from './session-facts.ts';
import type { VendorWords } from './vendor-words.ts';

/** Kept of an id; longer ones are cut, which still tells calls apart. */
const MAX_ID_CHARS = 200;

/** Headers that carry an id of the call, not of the recording session. */
const CALL_ID_HEADERS = ['cisco-guid', 'cisco-gucid', 'user-to-user', 'x-isr-ucid', 'x-avaya-ucid'];

/**
 * The PBX's own id of the call, the same in each of its recording sessions: group, session, SIP session id, the
 * vendor's id, a header's. Null where nothing tells.
 */
export function correlationIdOf(facts: SessionFacts, words: VendorWords): string | null {
  const groups = facts.metadata?.groups ?? [];
  const sessions = facts.metadata?.sessions ?? [];
  const candidates = [
    groups[0]?.id,
    sessions[0]?.groupId,
    sessions[0]?.id,
    sipSessionId(sessions[0]?.sipSessionId ?? facts.header('session-id')),
    words.callIds[0],
    ...CALL_ID_HEADERS.map((name) => facts.header(name)),
  ];
  const found = candidates.find((candidate) => typeof candidate === 'string' && candidate.trim() !== '');
  return (
    found
      ?.trim()
      .replace(/^urn:uuid:/i, '')
      .slice(0, MAX_ID_CHARS) ?? null
  );
}

/** RFC 7989 §5: each side writes `local;remote=…`, so the pair is put in order to be one. */
function sipSessionId(text: string | null | undefined): string | null {
  const match = /^\s*([0-9a-f]{32})\s*;\s*remote=([0-9a-f]{32})/i.exec(text ?? '');
  if (match === null) return text ?? null;
  return [match[1]!.toLowerCase(), match[2]!.toLowerCase()].sort().join('-');
}
