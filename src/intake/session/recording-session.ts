import type { Clock } from '../../base/clock.ts';
import type { SourceId } from '../../base/ids.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ActiveCapture } from '../../capture/index.ts';
import type {
  CallDescription,
  ControlAction,
  ControlledCall,
  ControlRefusal,
  EndReason,
  KeptPart,
} from '../../recording/index.ts';
import type { SpooledCall } from '../../spool/index.ts';
import {
  type DirectoryReader,
  type DirectoryTenant,
  type RecordingDecision,
  recordingDecision,
  type SiprecSource,
  type TenantName,
} from '../../tenants/index.ts';
import type { LibraryCodecs } from '../../wire/sdp/index.ts';
import type { ReceivedRequest } from '../../wire/sip/index.ts';
import {
  arePartiesKnown,
  type DerivedCall,
  deriveCall,
  deriveUndecidedCall,
  tenantOfRequest,
  unknownTenantNames,
} from '../derivation/derive-call.ts';
import { readForkedSide } from '../derivation/forked-side.ts';
import type { PartyHistory, SessionParticipants } from '../derivation/party-history.ts';
import type { SessionFacts } from '../derivation/session-facts.ts';
import type { VendorMapping } from '../derivation/vendor-mapping.ts';
import { decidedFields, ruledCall, withoutDecision } from './decided-fields.ts';
import { ownLines } from './own-lines.ts';
import { type Refusal, refusal } from './refusal.ts';
import { TenantDecision } from './tenant-decision.ts';
import {
  derivedFields,
  mergeMetadataDocument,
  NO_METADATA,
  sessionBodyOf,
  sessionFactsOf,
  type SessionMetadata,
} from './session-metadata.ts';
import type { Peer } from '../sip/peer.ts';
import type { ResponseOptions, SipContent } from '../sip/transaction-user.ts';
import { SessionMedia } from './session-media.ts';
import { SessionPauses } from './session-pauses.ts';
import { legRequests } from './stream-plan.ts';

interface OpenedSession {
  readonly directory: DirectoryReader;
  readonly clock: Clock;
  readonly source: SiprecSource;
  readonly mappings: readonly VendorMapping[];
  /** Null: not known yet. */
  readonly tenant: DirectoryTenant | null;
  readonly outcome: RecordingDecision;
  /** As in `TenantDecision`. */
  readonly isUnnamed: boolean;
  readonly isLate: boolean;
  readonly onDecided: () => void;
  readonly onUnknownNames?: (source: SourceId, names: readonly TenantName[]) => void;
  /** Where the INVITE came from. */
  readonly peer: Peer;
  readonly invite: ReceivedRequest;
  readonly known: SessionMetadata;
  readonly parties: PartyHistory;
  readonly description: CallDescription;
  readonly capture: ActiveCapture;
  readonly media: SessionMedia;
  /** For media that join later. */
  readonly publicAddress: string;
  readonly libraryCodecs?: LibraryCodecs;
}

/** An open recording session: one call being captured, by one SIP dialog, or by two where each has one voice. */
export class RecordingSession {
  readonly #opened: OpenedSession;
  #known: SessionMetadata;
  #description: CallDescription;
  /** Of each dialog, also of one that has ended. */
  readonly #media: SessionMedia[];
  readonly #open: Set<SessionMedia>;
  readonly #decision: TenantDecision;
  /** Legs that have had a channel. */
  readonly #placedLegs = new Set<number>();
  /** Requests of a dialog are handled one after another, in the order received. */
  #lastChange: Promise<unknown> = Promise.resolve();
  #ended: Promise<SpooledCall> | null = null;
  /** What somebody has ordered of a call that is recorded on demand. */
  #kept: KeptPart = 'nothing';
  readonly #pauses: SessionPauses;

  constructor(opened: OpenedSession) {
    this.#opened = opened;
    this.#decision = new TenantDecision(opened);
    this.#pauses = new SessionPauses(opened.capture);
    this.#known = opened.known;
    this.#description = opened.description;
    this.#media = [opened.media];
    this.#open = new Set(this.#media);
    for (const { leg } of opened.media.recorded) this.#placedLegs.add(leg);
    this.#pauseStreams(opened.description.startedAt);
  }

  get description(): CallDescription {
    return this.#description;
  }

  /** Whether the SRC may be asked for its metadata, and there is reason to. RFC 7866 §9.2, and its Accept says that it knows this. */
  get lacksMetadata(): boolean {
    return !this.#known.complete && acceptsMetadataRequests(this.#opened.invite);
  }

  /** Later metadata may still name the tenant, until `decide`. */
  get isDecided(): boolean {
    return this.#decision.isFinal;
  }

  /** Not null: it turned out later that the session may not be recorded; it is to be ended and destroyed. */
  get refusal(): Refusal | null {
    const { refusedFor } = this.#decision;
    return refusedFor === null ? null : refusal(refusedFor, this.#description);
  }

  /** At its end: why nothing of it is kept; null: it is. */
  get refusalAtEnd(): Refusal | null {
    const isOrdered = this.#description.onDemand !== true || this.#kept !== 'nothing';
    return this.refusal ?? (isOrdered ? null : refusal('not-kept', this.#description));
  }

  /** Of the dialog that opened it. */
  get media(): SessionMedia {
    return this.#opened.media;
  }

  get hasEnded(): boolean {
    return this.#ended !== null;
  }

  /** The Call-ID of its dialog. */
  get sipCallId(): string {
    return this.#opened.invite.callId;
  }

  get sourceId(): SourceId {
    return this.#opened.source.id;
  }

  /** Whether media of the call is or was encrypted. */
  get isEncrypted(): boolean {
    return this.#recorded.some(({ security }) => security.received.length > 0);
  }

  /**
   * Handles a re-INVITE or UPDATE with an offer, metadata, or both. The response to an offer has the SDP answer, that to a re-INVITE without
   * one our offer (RFC 3261 §14.2).
   */
  change(request: ReceivedRequest, media = this.media): Promise<ResponseOptions> {
    if (this.#ended !== null) return Promise.resolve({ status: 481 });
    return this.#inOrder((receivedAt) => this.#change(request, media, receivedAt));
  }

  /** The ACK: of a response with our offer it has the answer. */
  acknowledge(ack: ReceivedRequest, media = this.media): Promise<void> {
    return this.#inOrder((receivedAt) => this.#acknowledge(ack, media, receivedAt));
  }

  /** Adds the other voice of a call: another dialog's media. Fails with the response to its INVITE, or null: this session has ended. */
  join(invite: ReceivedRequest, peer: Peer): Promise<Result<SessionMedia, ResponseOptions | null>> {
    return this.#inOrder((receivedAt) => this.#join(invite, peer, receivedAt));
  }

  /** The dialog of `media` has ended. False: another one is open, and the recording goes on. */
  leave(media: SessionMedia): boolean {
    this.#open.delete(media);
    if (this.#open.size === 0) return true;
    // What still comes for it nobody has agreed to.
    void this.#inOrder(async () => media.close());
    return false;
  }

  /** What somebody orders while the call runs. Resolves when that is on disk, so that a recorder that is killed obeys it. */
  async control(action: ControlAction): Promise<Result<ControlledCall, ControlRefusal>> {
    if (this.#ended !== null) return fail('call-ended');
    const ordered = await this.#inOrder(async (receivedAt) => this.#control(action, receivedAt));
    if (ordered === null) return fail('call-ended');
    return (await this.#opened.capture.synced()) ? ok(ordered) : fail('disk-failing');
  }

  /** Ends the recording. A second call returns the result of the first. */
  end(reason: EndReason): Promise<SpooledCall> {
    this.#ended ??= this.decide().then(() => this.#opened.capture.end(reason));
    return this.#ended;
  }

  /** After the changes so far: the tenant that is known now is the session's; without one it is refused. */
  decide(): Promise<void> {
    return this.#lastChange.then(() => this.#closeDecision());
  }

  /** Handles a request after those before it, with the time at which it came, Unix ms. Its failure does not stop the next one. */
  #inOrder<T>(handle: (receivedAt: number) => Promise<T>): Promise<T> {
    const receivedAt = this.#opened.clock.now();
    const handled = this.#lastChange.then(() => handle(receivedAt));
    this.#lastChange = handled.catch(() => undefined);
    return handled;
  }

  #control(action: ControlAction, at: number): ControlledCall | null {
    if (this.#decision.outcome.effect === 'undecided') this.#closeDecision();
    if (!this.#isOpen) return null;
    if (action === 'pause' || action === 'resume') {
      this.#pauses.byOrder = action === 'pause';
      this.#pauseStreams(at);
    } else this.#keep(action === 'start' ? at : null);
    const isOnDemand = this.#description.onDemand === true;
    return {
      kept: isOnDemand ? this.#kept : 'all',
      paused: this.#pauses.byOrder,
      ...(this.#pauses.isByPbx(this.#recorded, this.#known) && { pausedByPbx: true as const }),
    };
  }

  /** From its beginning (null), or from now on. What was ordered first holds. */
  #keep(from: number | null): void {
    if (this.#description.onDemand !== true || this.#kept !== 'nothing') return;
    this.#kept = from === null ? 'all' : 'from-order';
    if (from !== null) this.#opened.capture.dropBefore(from);
    this.#describe(this.#description);
  }

  #closeDecision(): void {
    if (this.#decision.isFinal) return;
    this.#decision.close(this.#decideBy(this.#description, true));
    this.#describe(this.#description);
    if (this.#decision.refusedFor !== 'tenant-unknown') return;
    const { source, mappings, onUnknownNames } = this.#opened;
    const directory = this.#opened.directory.lastKnown;
    if (directory === null) return;
    const names = unknownTenantNames({ directory, source, mappings }, this.#facts, null);
    if (names.length > 0) onUnknownNames?.(source.id, names);
  }

  get #recorded(): SessionMedia['recorded'] {
    return this.#media.flatMap(({ recorded }) => recorded);
  }

  get #audioRefused(): boolean {
    return this.#media.some(({ audioRefused }) => audioRefused);
  }

  get #facts(): SessionFacts {
    return sessionFactsOf(this.#opened, this.#known, this.#recorded, this.media.forked);
  }

  async #change(request: ReceivedRequest, media: SessionMedia, receivedAt: number): Promise<ResponseOptions> {
    const body = sessionBodyOf(request);
    this.#readForkedSide(request);
    this.#known = mergeMetadataDocument(this.#known, body.metadata);
    const refusal = body.sdp === null ? null : await media.offered(body.sdp, receivedAt);
    this.#pauseStreams(receivedAt);
    await this.#updateDescription(receivedAt);
    if (refusal !== null) return refusal;
    if (body.sdp !== null) return { status: 200, content: sdpContent(media.description) };
    return request.method === 'INVITE' ? sdpOffer(media.offer()) : { status: 200 };
  }

  /** After a transfer the other party is another one. */
  #readForkedSide(request: ReceivedRequest): void {
    const changed = readForkedSide(request);
    if (changed === null) return;
    const { nearAddress, farAddress } = changed;
    for (const media of this.#media)
      if (media.forked !== null) media.forked = { ...media.forked, nearAddress, farAddress };
  }

  async #join(
    invite: ReceivedRequest,
    peer: Peer,
    receivedAt: number,
  ): Promise<Result<SessionMedia, ResponseOptions | null>> {
    if (!this.#isOpen || this.#namesOther(invite, peer)) return fail(null);
    const forked = readForkedSide(invite);
    const nothing = { lines: [], isOwnOffer: false, streams: [], audioRefused: false };
    const media = new SessionMedia({ ...this.#opened, ...nothing, peer, forked });
    const { sdp } = sessionBodyOf(invite);
    const refused =
      sdp === null ? await media.open(ownLines(null, forked), receivedAt) : await media.offered(sdp, receivedAt);
    // The last dialog may have ended meanwhile.
    if (!this.#isOpen) return fail(null);
    if (refused !== null) return fail(refused);
    if (media.recorded.length === 0) return fail({ status: 488 });
    this.#media.push(media);
    this.#open.add(media);
    this.#pauseStreams(receivedAt);
    await this.#updateDescription(receivedAt);
    return ok(media);
  }

  get #isOpen(): boolean {
    return !this.hasEnded && this.#open.size > 0 && this.#decision.refusedFor === null;
  }

  /** Whether a request names a tenant that is not the session's: of a source with several ids may be used by each of them. */
  #namesOther(request: ReceivedRequest, peer: Peer): boolean {
    const { source, mappings, directory } = this.#opened;
    const known = directory.lastKnown;
    if (known === null) return false;
    const facts = sessionFactsOf({ invite: request, peer }, NO_METADATA, [], null);
    const named = tenantOfRequest({ directory: known, source, mappings }, facts);
    return named !== null && named.id !== this.#description.tenantId;
  }

  async #acknowledge(ack: ReceivedRequest, media: SessionMedia, receivedAt: number): Promise<void> {
    if (this.#ended !== null || !media.answered(sessionBodyOf(ack).sdp, receivedAt)) return;
    this.#pauseStreams(receivedAt);
    await this.#updateDescription(receivedAt);
  }

  /** `at`: when the PBX or whoever ordered it said so, Unix ms. */
  #pauseStreams(at: number): void {
    this.#pauses.apply(this.#recorded, this.#known, at);
  }

  /** Updates the parties, and the streams with their channels, from the metadata and the descriptions so far. */
  async #updateDescription(at: number): Promise<void> {
    const { source, mappings, parties } = this.#opened;
    if (this.#decision.refusedFor !== null) return;
    const facts = { ...this.#facts, earlier: (participants: SessionParticipants) => parties.earlier(participants, at) };
    const deps = { directory: await this.#opened.directory.current(), source, mappings };
    const derived = deriveCall(deps, facts, this.#decision.tenant);
    const partiesKnown = arePartiesKnown(facts, mappings);
    const now = derived.ok ? derived.value : deriveUndecidedCall(deps, facts);
    const call = parties.update({ call: now, facts, partiesKnown, at });
    this.#updateLegs(call);
    if (!derived.ok) return partiesKnown ? this.#closeDecision() : undefined;
    const described = {
      ...this.#description,
      tenantId: call.tenant.id,
      ...derivedFields(call, {
        known: this.#known,
        parties: parties.parties,
        audioRefused: this.#audioRefused,
      }),
    };
    // Whoever has ordered it belongs to another tenant.
    if (call.tenant.id !== this.#description.tenantId) this.#kept = 'nothing';
    this.#decision.consider(call, partiesKnown, this.#decideBy(described, partiesKnown));
    this.#describe(described);
  }

  #decideBy(call: CallDescription, partiesKnown: boolean): (tenant: DirectoryTenant) => RecordingDecision {
    const ruled = ruledCall(call, { partiesKnown, sipCallId: this.sipCallId });
    return (tenant) => recordingDecision(tenant, ruled);
  }

  /** In the spool, too, before the session ends: a kill in between must not let a call be encoded that is not to be kept. */
  #describe(described: CallDescription): void {
    const { refusedFor, outcome } = this.#decision;
    this.#description = {
      ...withoutDecision(described),
      ...decidedFields(outcome, this.#kept !== 'nothing'),
      ...(refusedFor !== null && { undecided: true }),
    };
    this.#opened.capture.updateDescription(this.#description);
  }

  /** A stream that is new has its channel from its beginning on, one with another label from then on. */
  #updateLegs(call: DerivedCall): void {
    const { capture, parties } = this.#opened;
    const recorded = this.#recorded;
    for (const [index, request] of legRequests(recorded, call).entries()) {
      const { leg, live, labelledAt } = recorded[index]!;
      const channelSince = this.#placedLegs.has(leg) ? Math.max(parties.since, labelledAt) : 0;
      this.#placedLegs.add(leg);
      if (live) capture.updateLeg(leg, { ...request, channelSince });
    }
  }
}

function acceptsMetadataRequests({ headers }: ReceivedRequest): boolean {
  return headers.list('Accept').some((type) => /^application\/rs-metadata-request\b/i.test(type));
}

function sdpOffer(sdp: string): ResponseOptions {
  return { status: 200, content: sdpContent(sdp), isOffer: true };
}

/** RFC 7866 §7.2: the answer is plain SDP, never multipart. */
export function sdpContent(sdp: string): SipContent {
  return { type: 'application/sdp', body: sdp };
}
