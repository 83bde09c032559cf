import { type OfferedMedia, ownLine } from '../../wire/sdp/index.ts';
import type { ForkedSide } from '../derivation/forked-side.ts';
import type { RecordingMetadata } from '../../wire/siprec/index.ts';

/** A call without a word of its streams: one for each party (RFC 7866 §8.4). */
const DEFAULT_LINES = 2;

/** Streams of metadata that we offer to receive; a conference has some dozens, a document may have thousands. */
const MAX_OWN_LINES = 32;

/**
 * The m-lines that we offer where the INVITE had none: one for each labelled stream of the metadata, so that the SRC can match them
 * (RFC 7866 §7.1.1, RFC 7865 §6.7). One of a session with one voice.
 */
export function ownLines(metadata: RecordingMetadata | null, forked: ForkedSide | null): OfferedMedia[] {
  if (metadata === null && forked !== null) return [ownLine(null)];
  const labels = new Set((metadata?.streams ?? []).flatMap(({ label }) => label ?? []));
  const labelled = [...labels].slice(0, MAX_OWN_LINES).map(ownLine);
  return labelled.length > 0 ? labelled : Array.from({ length: DEFAULT_LINES }, () => ownLine(null));
}
