import { type CallDescription, type CallParty, keptDocuments } from '../../recording/index.ts';
import type { ReceivedRequest } from '../../wire/sip/index.ts';
import {
  hasUnknownReferences,
  mergeMetadata,
  readMetadata,
  readSessionBody,
  type RecordingMetadata,
  type SessionBody,
  streamSenders,
} from '../../wire/siprec/index.ts';
import type { DerivedCall } from '../derivation/derive-call.ts';
import type { ForkedSide } from '../derivation/forked-side.ts';
import { factsOfHeaders, type HeaderStream } from '../derivation/header-parties.ts';
import type { SessionFacts } from '../derivation/session-facts.ts';
import type { Peer } from '../sip/peer.ts';

/** The metadata of a recording session so far. */
export interface SessionMetadata {
  /** All documents merged; null: none could be read. */
  readonly metadata: RecordingMetadata | null;
  /** Documents came, but none could be read. */
  readonly malformed: boolean;
  /** A complete document came; the last one could be read, and refers to nothing unknown. */
  readonly complete: boolean;
  /** As received, in order. */
  readonly documents: readonly string[];
  /** By label: who sends a stream, or sent it last. */
  readonly senders: ReadonlyMap<string, readonly string[]>;
  /** Of times without an offset (IANA). */
  readonly timeZone: string;
}

export const NO_METADATA: SessionMetadata = {
  metadata: null,
  malformed: false,
  complete: false,
  documents: [],
  senders: new Map(),
  timeZone: 'UTC',
};

/** Before the first document of a source’s session: times without an offset are in its zone, UTC where none is set. */
export function noMetadataOf({ timeZone }: { readonly timeZone: string | null }): SessionMetadata {
  return timeZone === null ? NO_METADATA : { ...NO_METADATA, timeZone };
}

/** Labels whose last sender is kept; a conference has some dozens. */
const MAX_LABELS = 256;

/** The SDP and the metadata document in the body of a request. */
export function sessionBodyOf({ headers, body }: ReceivedRequest): SessionBody {
  return readSessionBody(headers.first('Content-Type'), headers.first('Content-Disposition'), body);
}

/** Adds a document. One that cannot be read does not change the metadata. */
export function mergeMetadataDocument(known: SessionMetadata, document: Uint8Array | null): SessionMetadata {
  if (document === null) return known;
  const documents = keptDocuments([...known.documents, textOf(document)]);
  const read = readMetadata(document, known.timeZone);
  if (!read.ok) return { ...known, malformed: known.metadata === null, complete: false, documents };
  const metadata = mergeMetadata(known.metadata, read.value);
  const complete =
    read.value.dataMode === 'complete' || (known.complete && !hasUnknownReferences(read.value, metadata));
  const senders = lastSenders(known.senders, streamSenders(metadata));
  return { ...known, metadata, malformed: false, complete, documents, senders };
}

/** RFC 7865 §6.8.1: a snapshot without `send` ends sending, as in a hold. The stream is still of the same party. */
function lastSenders(known: SessionMetadata['senders'], now: SessionMetadata['senders']): SessionMetadata['senders'] {
  const before = [...known].filter(([label]) => !now.has(label));
  return new Map([...now, ...before].slice(0, MAX_LABELS));
}

/** PostgreSQL does not accept NUL in a text. */
function textOf(document: Uint8Array): string {
  return Buffer.from(document).toString('utf8').replaceAll('\0', '\uFFFD');
}

/** The input of `deriveCall`: the opening INVITE and who sent it, the metadata so far, the recorded streams; `forked`: of a one-way session. */
export function sessionFactsOf(
  { invite, peer }: { readonly invite: ReceivedRequest; readonly peer: Pick<Peer, 'certificateNames'> },
  known: SessionMetadata,
  streams: readonly HeaderStream[],
  forked: ForkedSide | null,
): SessionFacts {
  return {
    requestUri: invite.uri,
    certificateNames: peer.certificateNames ?? [],
    header: (name) => invite.headers.first(name),
    metadata: known.metadata,
    metadataMalformed: known.malformed,
    labels: streams.map(({ label }) => label),
    senders: known.senders,
    ...(known.metadata === null && factsOfHeaders(invite, forked, streams)),
  };
}

type DerivedFields = Pick<
  CallDescription,
  'direction' | 'caller' | 'callee' | 'dialled' | 'extensions' | 'parties' | 'correlationId' | 'flags' | 'metadata'
>;

interface SessionSoFar {
  readonly known: SessionMetadata;
  readonly parties: readonly CallParty[];
  /** Of a stream. */
  readonly audioRefused: boolean;
}

/** The fields of a call's description that metadata decides, and may correct during the call. */
export function derivedFields(call: DerivedCall, { known, parties, audioRefused }: SessionSoFar): DerivedFields {
  const { direction, caller, callee, dialled, extensions, correlationId } = call;
  const flags = audioRefused ? [...call.flags, 'leg-refused' as const] : call.flags;
  return {
    direction,
    caller,
    callee,
    dialled,
    extensions,
    correlationId,
    flags,
    metadata: known.documents,
    ...(parties.length > 0 && { parties }),
  };
}
