import { mergeMetadata, type RecordingMetadata, readMetadata } from '../wire/siprec/index.ts';

/** What a session's metadata documents have told so far. */
export interface KnownMetadata {
  readonly metadata: RecordingMetadata | null;
  /** Documents came, but none that could be read. */
  readonly malformed: boolean;
  /** As they came, in order. */
  readonly documents: readonly string[];
}

export const NO_METADATA: KnownMetadata = { metadata: null, malformed: false, documents: [] };

/** Kept of one session: they go into the spool again with each change. A call's documents are 2 to 10 kB each. */
const MAX_KEPT_CHARS = 256 * 1024;

/** Takes in a further document. One that cannot be read changes nothing of what is known. */
export function learn(known: KnownMetadata, document: Uint8Array | null): KnownMetadata {
  if (document === null) return known;
  const documents = kept([...known.documents, asText(document)]);
  const read = readMetadata(document);
  if (!read.ok) return { metadata: known.metadata, malformed: known.metadata === null, documents };
  return { metadata: mergeMetadata(known.metadata, read.value), malformed: false, documents };
}

/** The first ones that there is room for: later ones repeat most of what they say. */
function kept(documents: readonly string[]): readonly string[] {
  let chars = 0;
  return documents.filter((document) => (chars += document.length) <= MAX_KEPT_CHARS);
}

/** NUL is the one character that PostgreSQL does not take in a text. */
function asText(document: Uint8Array): string {
  return Buffer.from(document).toString('utf8').replaceAll('\0', '\uFFFD');
}
