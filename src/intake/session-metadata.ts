import type { CallDescription } from '../recording/index.ts';
import type { ReceivedRequest } from '../wire/sip/index.ts';
import {
  mergeMetadata,
  readMetadata,
  readSessionBody,
  type RecordingMetadata,
  type SessionBody,
} from '../wire/siprec/index.ts';
import type { DerivedCall } from './derivation/derive-call.ts';
import type { SessionFacts } from './derivation/session-facts.ts';

/** The metadata of a recording session so far. */
export interface SessionMetadata {
  /** All documents merged; null: none could be read. */
  readonly metadata: RecordingMetadata | null;
  /** Documents came, but none could be read. */
  readonly malformed: boolean;
  /** A complete document came, and the last one could be read. */
  readonly complete: boolean;
  /** As received, in order. */
  readonly documents: readonly string[];
}

export const NO_METADATA: SessionMetadata = { metadata: null, malformed: false, complete: false, documents: [] };

/** Documents kept per session: each change writes them into the spool again. A call's documents are 2 to 10 kB each. */
const MAX_KEPT_CHARS = 256 * 1024;

/** The SDP and the metadata document in the body of a request. */
export function sessionBodyOf({ headers, body }: ReceivedRequest): SessionBody {
  return readSessionBody(headers.first('Content-Type'), headers.first('Content-Disposition'), body);
}

/** Adds a document. One that cannot be read does not change the metadata. */
export function mergeMetadataDocument(known: SessionMetadata, document: Uint8Array | null): SessionMetadata {
  if (document === null) return known;
  const documents = withinLimit([...known.documents, textOf(document)]);
  const read = readMetadata(document);
  if (!read.ok) return { metadata: known.metadata, malformed: known.metadata === null, complete: false, documents };
  const complete = known.complete || read.value.dataMode === 'complete';
  return { metadata: mergeMetadata(known.metadata, read.value), malformed: false, complete, documents };
}

/** Keeps the first documents: later ones mostly repeat them. */
function withinLimit(documents: readonly string[]): readonly string[] {
  let chars = 0;
  return documents.filter((document) => (chars += document.length) <= MAX_KEPT_CHARS);
}

/** PostgreSQL does not accept NUL in a text. */
function textOf(document: Uint8Array): string {
  return Buffer.from(document).toString('utf8').replaceAll('\0', '\uFFFD');
}

/** The input of `deriveCall`: the opening INVITE, the metadata so far, the labels of the recorded streams. */
export function sessionFactsOf(
  invite: ReceivedRequest,
  known: SessionMetadata,
  streams: readonly { readonly label: string | null }[],
): SessionFacts {
  return {
    requestUri: invite.uri,
    header: (name) => invite.headers.first(name),
    metadata: known.metadata,
    metadataMalformed: known.malformed,
    labels: streams.map(({ label }) => label),
  };
}

type DerivedFields = Pick<
  CallDescription,
  'direction' | 'caller' | 'callee' | 'extensions' | 'correlationId' | 'flags' | 'metadata'
>;

/** The fields of a call's description that metadata decides, and may correct during the call. `audioRefused`: a stream of it was. */
export function derivedFields(call: DerivedCall, known: SessionMetadata, audioRefused: boolean): DerivedFields {
  const { direction, caller, callee, extensions, correlationId } = call;
  const flags = audioRefused ? [...call.flags, 'leg-refused' as const] : call.flags;
  return { direction, caller, callee, extensions, correlationId, flags, metadata: known.documents };
}
