import { mergeMetadata, type RecordingMetadata, readMetadata } from '../wire/siprec/index.ts';

/** What a session's metadata documents have told so far. */
export interface KnownMetadata {
  readonly metadata: RecordingMetadata | null;
  /** Documents came, but none that could be read. */
  readonly malformed: boolean;
}

export const NO_METADATA: KnownMetadata = { metadata: null, malformed: false };

/** Takes in a further document. One that cannot be read changes nothing of what is known. */
export function learn(known: KnownMetadata, document: Uint8Array | null): KnownMetadata {
  if (document === null) return known;
  const read = readMetadata(document);
  if (!read.ok) return { metadata: known.metadata, malformed: known.metadata === null };
  return { metadata: mergeMetadata(known.metadata, read.value), malformed: false };
}
