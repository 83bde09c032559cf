import type { Clock } from '../../base/clock.ts';
import { newId, type SourceId } from '../../base/ids.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Capture, CaptureRequest, LegRequest } from '../../capture/index.ts';
import type { CallDescription, CallParty } from '../../recording/index.ts';
import {
  type Directory,
  type DirectoryReader,
  type SiprecSource,
  type Recognition,
  type DirectoryTenant,
  type RecordingDecision,
  recordingDecision,
  type TenantName,
} from '../../tenants/index.ts';
import { type LibraryCodecs, type OfferedMedia, readSessionDescription } from '../../wire/sdp/index.ts';
import type { ReceivedRequest } from '../../wire/sip/index.ts';
import type { SessionBody } from '../../wire/siprec/index.ts';
import {
  arePartiesKnown,
  type DerivedCall,
  deriveCall,
  deriveUndecidedCall,
  isOnlyDefault,
  unknownTenantNames,
} from '../derivation/derive-call.ts';
import { type ForkedSide, readForkedSide } from '../derivation/forked-side.ts';
import { PartyHistory } from '../derivation/party-history.ts';
import type { VendorMapping } from '../derivation/vendor-mapping.ts';
import { VENDOR_MAPPINGS } from '../derivation/vendors.ts';
import { ownLines } from './own-lines.ts';
import { decidedFields, ruledCall } from './decided-fields.ts';
import { type Refusal, refusal } from './refusal.ts';
import { unavailable } from '../unavailable.ts';
import type { HeldSessions } from './tenant-decision.ts';
import { RecordingSession } from './recording-session.ts';
import {
  derivedFields,
  mergeMetadataDocument,
  noMetadataOf,
  sessionBodyOf,
  sessionFactsOf,
  type SessionMetadata,
} from './session-metadata.ts';
import { SessionMedia } from './session-media.ts';
import { sourceOfSession } from '../known-peers.ts';
import type { Peer } from '../sip/peer.ts';
import type { SignIn } from '../sip/transaction-user.ts';
import {
  type AddStep,
  isAudioRefused,
  legRequests,
  legRtcp,
  mediaAddress,
  planStreams,
  recordedStreams,
  type StreamStep,
} from './stream-plan.ts';

export interface OpenSessionRequest {
  readonly invite: ReceivedRequest;
  /** Where the INVITE came from. */
  readonly peer: Peer;
  /** Default: its address is enough. */
  readonly signIn?: SignIn | null;
  readonly directory: DirectoryReader;
  readonly capture: Pick<Capture, 'start'>;
  readonly clock: Clock;
  readonly publicAddress: string;
  readonly publicAddress6?: string | null;
  /** Where sessions wait for their parties. Missing: they do not wait. */
  readonly held?: HeldSessions;
  /** Default: none. */
  readonly libraryCodecs?: LibraryCodecs;
  /** Called with the names that a source gives and that no tenant has. */
  readonly onUnknownNames?: (source: SourceId, names: readonly TenantName[]) => void;
  /** Default: those of known vendors. */
  readonly mappings?: readonly VendorMapping[];
  /** The recorder is shutting down and accepts no new calls. */
  readonly draining: boolean;
  /** What the capture reports of a session in which no RTP comes. */
  readonly onQuiet: Pick<CaptureRequest, 'onRtpTimeout' | 'onSilence' | 'onPauseLimit'>;
}

/**
 * Opens a recording session or refuses it. Every reason to refuse is checked before an RTP port is opened, so that no
 * audio of a call that may not be recorded is ever received; except where the parties become known only later: then it is
 * captured as undecided, for a short time.
 */
export async function openSession(request: OpenSessionRequest): Promise<Result<RecordingSession, Refusal>> {
  const negotiated = negotiate(request, await request.directory.current());
  if (!negotiated.ok) return negotiated;
  const { description, added, steps, lines, isOwnOffer, forked, legs, onDecided } = negotiated.value;
  const started = await request.capture.start({ description, legs, ...request.onQuiet }).catch((error: unknown) => {
    onDecided();
    throw error;
  });
  if (!started.ok) {
    onDecided();
    return fail(refusal('no-capacity', description, unavailable(started.reason)));
  }
  const capture = started.value;
  const recorded = recordedStreams(added, capture.ports, 0);
  const streams = steps.map((step) => (step.step === 'add' ? recorded[added.indexOf(step)]! : null));
  const audioRefused = isAudioRefused(steps);
  const media = new SessionMedia({ ...request, capture, lines, isOwnOffer, streams, audioRefused, forked });
  return ok(new RecordingSession({ ...request, ...negotiated.value, capture, media }));
}

interface NegotiatedSession {
  readonly source: SiprecSource;
  readonly mappings: readonly VendorMapping[];
  /** Null: not known yet. */
  readonly tenant: DirectoryTenant | null;
  readonly outcome: RecordingDecision;
  /** As in `TenantDecision`. */
  readonly isUnnamed: boolean;
  readonly isLate: boolean;
  readonly onDecided: () => void;
  readonly known: SessionMetadata;
  readonly parties: PartyHistory;
  readonly description: CallDescription;
  /** Of the offer, or ours where the INVITE had none. */
  readonly lines: readonly OfferedMedia[];
  readonly isOwnOffer: boolean;
  readonly forked: ForkedSide | null;
  /** One for each m-line. `added` are those to be recorded. */
  readonly steps: readonly StreamStep[];
  readonly added: readonly AddStep[];
  readonly legs: readonly LegRequest[];
}

/** Checks whether the call may be recorded, and how, by the current directory. */
function negotiate(request: OpenSessionRequest, directory: Directory): Result<NegotiatedSession, Refusal> {
  const { invite, peer, signIn = null, clock, draining } = request;
  const source = sourceOfSession(directory, peer, signIn);
  if (source === null) return fail(refusal('source-unknown', null));

  const body = sessionBodyOf(invite);
  const known = mergeMetadataDocument(noMetadataOf(source), body.metadata);
  const forked = readForkedSide(invite);
  const isOwnOffer = body.sdp === null;
  const offer = isOwnOffer ? ok({ media: ownLines(known.metadata, forked) }) : readSessionDescription(body.sdp);
  const steps = offer.ok ? planStreams(offer.value, [], clock.now(), request.libraryCodecs) : [];
  const added = steps.filter((step) => step.step === 'add');
  const end = forked?.end ?? null;
  const streams = added.map((step) => {
    const { line, codecs, security } = step;
    const at = { label: line.label, line: steps.indexOf(step), end, signallingAddress: peer.address };
    return { ...at, codecs, address: mediaAddress(line), security, ...legRtcp(line) };
  });
  const { mappings = VENDOR_MAPPINGS } = request;
  const now = clock.now();
  const deps = { directory, source, mappings };
  const facts = sessionFactsOf(request, known, streams, forked);
  const derived = deriveCall(deps, facts);
  const isLate = request.held !== undefined && !arePartiesKnown(facts, mappings);
  const tenant = derived.ok ? derived.value.tenant : null;
  if (tenant !== null || !isLate) {
    const names = unknownTenantNames(deps, facts, tenant);
    if (names.length > 0) request.onUnknownNames?.(source.id, names);
  }
  if (!derived.ok && !isLate) return fail(refusal(derived.reason, null));

  const call = derived.ok ? derived.value : deriveUndecidedCall(deps, facts);
  const parties = new PartyHistory(now);
  parties.update({ call, facts, partiesKnown: arePartiesKnown(facts, mappings), at: now });
  const described = describeCall(call, source, {
    known,
    parties: parties.parties,
    audioRefused: isAudioRefused(steps),
    now,
  });
  const ruled = ruledCall(described, { partiesKnown: !isLate, sipCallId: invite.callId });
  const outcome: RecordingDecision = tenant === null ? { effect: 'undecided' } : recordingDecision(tenant, ruled);
  const description = { ...described, ...decidedFields(outcome, false) };
  if (outcome.effect === 'never') return fail(refusal(outcome.reason, description));
  if (draining) return fail(refusal('no-capacity', description, unavailable('draining')));
  if (!offer.ok || added.length === 0 || !isRecordingSession(invite, body, source.recognition)) {
    return fail(refusal('no-usable-media', description));
  }
  const onDecided = tenant === null ? request.held!.take() : () => undefined;
  if (onDecided === null) return fail(refusal('tenant-unknown', null));
  const legs = legRequests(streams, call);
  const isUnnamed = tenant === null || isOnlyDefault(deps, facts);
  return ok({
    source,
    mappings,
    tenant,
    outcome,
    isUnnamed,
    isLate,
    onDecided,
    known,
    parties,
    description,
    lines: offer.value.media,
    isOwnOffer,
    forked,
    steps,
    added,
    legs,
  });
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
  readonly known: SessionMetadata;
  readonly parties: readonly CallParty[];
  readonly audioRefused: boolean;
  /** Unix ms. */
  readonly now: number;
}

function describeCall(call: DerivedCall, source: SiprecSource, { now, ...session }: ReceivedSession): CallDescription {
  return {
    callId: newId(now),
    recordingId: newId(now),
    tenantId: call.tenant.id,
    sourceId: source.id,
    startedAt: now,
    answeredAt: null,
    ...derivedFields(call, session),
  };
}
