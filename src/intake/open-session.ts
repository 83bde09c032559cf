import type { Clock } from '../base/clock.ts';
import { newId, type SourceId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { UnrecordedCall } from '../calls/index.ts';
import type { Capture, CaptureRequest, LegRequest } from '../capture/index.ts';
import type { CallDescription, NoRecordingReason } from '../recording/index.ts';
import {
  type Directory,
  type DirectoryReader,
  type DirectorySource,
  type Recognition,
  type DirectoryTenant,
  mayRecord,
  type TenantName,
} from '../tenants/index.ts';
import { readSessionDescription, type SessionDescription } from '../wire/sdp/index.ts';
import type { ReceivedRequest } from '../wire/sip/index.ts';
import type { SessionBody } from '../wire/siprec/index.ts';
import { type DerivedCall, deriveCall, unknownTenantNames } from './derivation/derive-call.ts';
import { RecordingSession } from './recording-session.ts';
import {
  derivedFields,
  mergeMetadataDocument,
  NO_METADATA,
  sessionBodyOf,
  sessionFactsOf,
  type SessionMetadata,
} from './session-metadata.ts';
import type { Peer } from './sip/peer.ts';
import { SERVICE_UNAVAILABLE } from './sip/responses.ts';
import type { ResponseOptions } from './sip/transaction-user.ts';
import {
  type AddStep,
  isAudioRefused,
  legRequests,
  mediaAddress,
  planStreams,
  recordedStreams,
  type StreamStep,
} from './stream-plan.ts';

export interface OpenSessionRequest {
  readonly invite: ReceivedRequest;
  /** Where the INVITE came from. */
  readonly peer: Peer;
  readonly directory: DirectoryReader;
  readonly capture: Pick<Capture, 'start'>;
  readonly clock: Clock;
  readonly publicAddress: string;
  /** Called with the names that a source gives and that no tenant has. */
  readonly onUnknownNames?: (source: SourceId, names: readonly TenantName[]) => void;
  /** The recorder is shutting down and accepts no new calls. */
  readonly draining: boolean;
  /** What the capture reports of a session in which no RTP comes. */
  readonly onQuiet: Pick<CaptureRequest, 'onRtpTimeout' | 'onSilence' | 'onPauseLimit'>;
}

/** Why a session is not recorded. `unrecorded` is the call to save, if its tenant is known. */
export interface Refusal {
  readonly reason: NoRecordingReason;
  readonly response: ResponseOptions;
  readonly unrecorded: UnrecordedCall | null;
}

/** After 403 the PBX does not try again, after 503 it tries another recorder. */
const RESPONSES: Readonly<Record<NoRecordingReason, ResponseOptions>> = {
  'source-unknown': { status: 403 },
  'tenant-unknown': { status: 403 },
  'not-entitled': { status: 403 },
  suspended: { status: 403 },
  'recording-off': { status: 403 },
  'internal-off': { status: 403 },
  'no-capacity': SERVICE_UNAVAILABLE,
  'no-usable-media': { status: 488 },
  'not-offered': { status: 488 },
  'not-answered': { status: 488 },
};

/**
 * Opens a recording session or refuses it. Every reason to refuse is checked before an RTP port is opened, so that no
 * audio of a call that may not be recorded is ever received.
 */
export async function openSession(request: OpenSessionRequest): Promise<Result<RecordingSession, Refusal>> {
  const negotiated = negotiate(request, await request.directory.current());
  if (!negotiated.ok) return negotiated;
  const { description, added, steps, legs } = negotiated.value;
  const started = await request.capture.start({ description, legs, ...request.onQuiet });
  if (!started.ok) return fail(refusal('no-capacity', description));
  const capture = started.value;
  const recorded = recordedStreams(added, capture.ports, 0);
  const streams = steps.map((step) => (step.step === 'add' ? recorded[added.indexOf(step)]! : null));
  return ok(new RecordingSession({ ...request, ...negotiated.value, capture, streams }));
}

interface NegotiatedSession {
  readonly source: DirectorySource;
  readonly tenant: DirectoryTenant;
  readonly known: SessionMetadata;
  readonly description: CallDescription;
  readonly offer: SessionDescription;
  /** One for each m-line of the offer. `added` are those to be recorded. */
  readonly steps: readonly StreamStep[];
  readonly added: readonly AddStep[];
  readonly legs: readonly LegRequest[];
}

/** Checks whether the call may be recorded, and how, by the current directory. */
function negotiate(request: OpenSessionRequest, directory: Directory): Result<NegotiatedSession, Refusal> {
  const { invite, peer, clock, draining } = request;
  const source = directory.sourceAt(peer.address);
  if (source === null) return fail(refusal('source-unknown', null));

  const body = sessionBodyOf(invite);
  const known = mergeMetadataDocument(NO_METADATA, body.metadata);
  const offer = body.sdp === null ? null : readSessionDescription(body.sdp);
  const steps = offer?.ok ? planStreams(offer.value, [], clock.now()) : [];
  const added = steps.filter((step) => step.step === 'add');
  const streams = added.map(({ line, codecs, security }) => ({
    label: line.label,
    codecs,
    address: mediaAddress(line),
    security,
  }));
  const facts = sessionFactsOf(invite, known, streams);
  const derived = deriveCall(directory, source, facts);
  const unknown = unknownTenantNames(directory, source, facts, derived.ok ? derived.value.tenant : null);
  if (unknown.length > 0) request.onUnknownNames?.(source.id, unknown);
  if (!derived.ok) return fail(refusal(derived.reason, null));

  const { tenant, direction } = derived.value;
  const description = describeCall(derived.value, { source, known, now: clock.now() }, isAudioRefused(steps));
  const permitted = mayRecord(tenant, direction);
  if (!permitted.ok) return fail(refusal(permitted.reason, description));
  if (draining) return fail(refusal('no-capacity', description));
  if (!offer?.ok || added.length === 0 || !isRecordingSession(invite, body, source.recognition)) {
    return fail(refusal('no-usable-media', description));
  }
  const legs = legRequests(streams, derived.value, peer.address);
  return ok({ source, tenant, known, description, offer: offer.value, steps, added, legs });
}

/**
 * Whether an INVITE opens a recording session. RFC 7866 §6.1.1: "The SRC MUST include the 'siprec' option tag in the
 * Require header" and the `+sip.src` feature tag in Contact. In the field either is missing, written `;src`, or stands
 * inside the angle brackets; some send plain SDP and nothing else.
 */
function isRecordingSession({ headers }: ReceivedRequest, body: SessionBody, recognition: Recognition): boolean {
  if (recognition === 'lenient') return true;
  const required = /(^|[\s,])siprec([\s,]|$)/i.test(headers.first('Require') ?? '');
  const tagged = /;\s*(\+sip\.)?src\b/i.test(headers.first('Contact') ?? '');
  return body.metadata !== null && (required || tagged);
}

interface ReceivedSession {
  readonly source: DirectorySource;
  readonly known: SessionMetadata;
  /** Unix ms. */
  readonly now: number;
}

function describeCall(
  call: DerivedCall,
  { source, known, now }: ReceivedSession,
  audioRefused: boolean,
): CallDescription {
  return {
    callId: newId(now),
    recordingId: newId(now),
    tenantId: call.tenant.id,
    sourceId: source.id,
    startedAt: now,
    answeredAt: null,
    ...derivedFields(call, known, audioRefused),
  };
}

function refusal(reason: NoRecordingReason, description: CallDescription | null): Refusal {
  const response = RESPONSES[reason];
  if (description === null) return { reason, response, unrecorded: null };
  const { recordingId: _, ...call } = description;
  // The metadata documents of a call that is not recorded are not kept: they name people.
  return { reason, response, unrecorded: { ...call, metadata: [], endedAt: null, reason } };
}
