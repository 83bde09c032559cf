import type { Clock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { UnrecordedCall } from '../calls/index.ts';
import type { Capture, LegRequest } from '../capture/index.ts';
import type { CallDescription, NoRecordingReason } from '../recording/index.ts';
import {
  type Directory,
  type DirectoryReader,
  type DirectorySource,
  type DirectoryTenant,
  mayRecord,
} from '../tenants/index.ts';
import { readSessionDescription, type SessionDescription } from '../wire/sdp/index.ts';
import { readSessionBody } from '../wire/siprec/index.ts';
import { derivedPart, factsOf, legRequests } from './call-description.ts';
import { type DerivedCall, deriveCall } from './derivation/derive-call.ts';
import { type KnownMetadata, learn, NO_METADATA } from './known-metadata.ts';
import { isRecordingSession, type Recognition } from './recognition.ts';
import { RecordingSession } from './recording-session.ts';
import { type SessionReply, type SessionRequest, TRY_AGAIN_SECONDS } from './session-message.ts';
import { type AddStep, isPaused, planStreams, recordedStreams, type StreamStep } from './stream-plan.ts';

export interface SessionOpening {
  readonly invite: SessionRequest;
  readonly directory: DirectoryReader;
  readonly capture: Capture;
  readonly clock: Clock;
  readonly publicAddress: string;
  readonly recognition: Recognition;
  /** The recorder is being shut down and takes no new calls. */
  readonly draining: boolean;
  readonly onSilence: () => void;
}

/** Why a session is not recorded, and the call's row where its tenant is known. */
export interface Refusal {
  readonly reason: NoRecordingReason;
  readonly reply: SessionReply;
  readonly unrecorded: UnrecordedCall | null;
}

/** What each reason is answered with. 403 tells the PBX not to try again, 503 to try another recorder. */
const REPLIES: Readonly<Record<NoRecordingReason, SessionReply>> = {
  'source-unknown': { status: 403 },
  'tenant-unknown': { status: 403 },
  'not-entitled': { status: 403 },
  'recording-off': { status: 403 },
  'internal-off': { status: 403 },
  'no-capacity': { status: 503, retryAfterSeconds: TRY_AGAIN_SECONDS },
  'no-usable-media': { status: 488 },
  'not-offered': { status: 488 },
  'not-answered': { status: 488 },
};

/**
 * Opens a recording session, or says why not. All that may refuse it is asked before a port is taken, so that no
 * audio of a call that may not be recorded is ever received.
 */
export async function openSession(opening: SessionOpening): Promise<Result<RecordingSession, Refusal>> {
  const agreed = agree(opening, await opening.directory.current());
  if (!agreed.ok) return agreed;
  const { description, added, steps, legs } = agreed.value;
  const started = await opening.capture.start({ description, legs, onSilence: opening.onSilence });
  if (!started.ok) return fail(refusal('no-capacity', description));
  const capture = started.value;
  for (const [leg, { line }] of added.entries()) capture.setPaused(leg, isPaused(line));
  const recorded = recordedStreams(added, capture.ports, 0);
  const streams = steps.map((step) => (step.step === 'add' ? recorded[added.indexOf(step)]! : null));
  return ok(new RecordingSession({ ...opening, ...agreed.value, capture, streams }));
}

interface AgreedCall {
  readonly source: DirectorySource;
  readonly tenant: DirectoryTenant;
  readonly known: KnownMetadata;
  readonly description: CallDescription;
  readonly offer: SessionDescription;
  /** One for each m-line of the offer; `added` are those to be recorded. */
  readonly steps: readonly StreamStep[];
  readonly added: readonly AddStep[];
  readonly legs: readonly LegRequest[];
}

/** Whether and how a call is to be recorded, by the directory as it is now. */
function agree(opening: SessionOpening, directory: Directory): Result<AgreedCall, Refusal> {
  const { invite, clock, recognition, draining } = opening;
  const source = directory.sourceAt(invite.remoteAddress);
  if (source === null) return fail(refusal('source-unknown', null));

  const body = readSessionBody(invite.header('content-type'), invite.header('content-disposition'), invite.body);
  const known = learn(NO_METADATA, body.metadata);
  const offer = body.sdp === null ? null : readSessionDescription(body.sdp);
  const steps = offer?.ok ? planStreams(offer.value, []) : [];
  const added = steps.filter((step) => step.step === 'add');
  const streams = added.map(({ line, codecs }) => ({ label: line.label, codecs }));
  const derived = deriveCall(directory, source, factsOf(invite, known, streams));
  if (!derived.ok) return fail(refusal(derived.reason, null));

  const { tenant, direction } = derived.value;
  const description = describe(derived.value, { source, known, now: clock.now() });
  const permitted = mayRecord(tenant, direction);
  if (!permitted.ok) return fail(refusal(permitted.reason, description));
  if (draining) return fail(refusal('no-capacity', description));
  if (!offer?.ok || added.length === 0 || !isRecordingSession(invite, body, recognition)) {
    return fail(refusal('no-usable-media', description));
  }
  const legs = legRequests(streams, derived.value);
  return ok({ source, tenant, known, description, offer: offer.value, steps, added, legs });
}

interface Arrival {
  readonly source: DirectorySource;
  readonly known: KnownMetadata;
  /** Unix ms. */
  readonly now: number;
}

function describe(call: DerivedCall, { source, known, now }: Arrival): CallDescription {
  return {
    callId: newId(now),
    recordingId: newId(now),
    tenantId: call.tenant.id,
    sourceId: source.id,
    startedAt: now,
    answeredAt: null,
    ...derivedPart(call, known),
  };
}

function refusal(reason: NoRecordingReason, description: CallDescription | null): Refusal {
  const reply = REPLIES[reason];
  if (description === null) return { reason, reply, unrecorded: null };
  const { recordingId: _, ...call } = description;
  // Of a call that is not recorded, nothing is kept but its row: its documents name people.
  return { reason, reply, unrecorded: { ...call, metadata: [], endedAt: null, reason } };
}
