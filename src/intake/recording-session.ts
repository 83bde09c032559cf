import { randomInt } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { SourceId } from '../base/ids.ts';
import type { ActiveCapture } from '../capture/index.ts';
import type { CallDescription, EndReason } from '../recording/index.ts';
import type { SpooledCall } from '../spool/index.ts';
import type { DirectoryReader, DirectorySource, DirectoryTenant, TenantName } from '../tenants/index.ts';
import {
  type LibraryCodecs,
  type MediaAnswer,
  readSessionDescription,
  type SessionDescription,
  writeAnswer,
} from '../wire/sdp/index.ts';
import type { ReceivedRequest } from '../wire/sip/index.ts';
import { arePartiesKnown, deriveCall, unknownTenantNames } from './derivation/derive-call.ts';
import type { SessionFacts } from './derivation/session-facts.ts';
import type { VendorMapping } from './derivation/vendor-mapping.ts';
import { type Refusal, refusal } from './refusal.ts';
import { TenantDecision } from './tenant-decision.ts';
import {
  derivedFields,
  mergeMetadataDocument,
  sessionBodyOf,
  sessionFactsOf,
  type SessionMetadata,
} from './session-metadata.ts';
import { MetadataPauses } from './metadata-pauses.ts';
import type { Peer } from './sip/peer.ts';
import { SERVICE_UNAVAILABLE } from './sip/responses.ts';
import type { ResponseOptions, SipContent } from './sip/transaction-user.ts';
import {
  isAudioRefused,
  isUnusable,
  legRequests,
  legSecurity,
  mediaAddress,
  planStreams,
  type RecordedStream,
  recordedStreams,
  rtpSources,
  type StreamStep,
} from './stream-plan.ts';

interface OpenedSession {
  readonly directory: DirectoryReader;
  readonly clock: Clock;
  readonly source: DirectorySource;
  readonly mappings: readonly VendorMapping[];
  /** Null: not known yet. */
  readonly tenant: DirectoryTenant | null;
  /** Later metadata may name the tenant, or another one. */
  readonly mayChange: boolean;
  readonly onDecided: () => void;
  readonly onUnknownNames?: (source: SourceId, names: readonly TenantName[]) => void;
  readonly publicAddress: string;
  readonly libraryCodecs?: LibraryCodecs;
  /** Where the INVITE came from. */
  readonly peer: Peer;
  readonly invite: ReceivedRequest;
  readonly known: SessionMetadata;
  readonly description: CallDescription;
  readonly capture: ActiveCapture;
  readonly offer: SessionDescription;
  /** One for each m-line of the offer. */
  readonly streams: readonly (RecordedStream | null)[];
}

/** Session ids in `o=` fit 32 bits, for simple parsers. */
const MAX_SESSION_ID = 2 ** 31;

/** An open recording session: one SIP dialog, one call being captured. */
export class RecordingSession {
  readonly #opened: OpenedSession;
  readonly #sessionId = randomInt(1, MAX_SESSION_ID);
  #version = 1;
  #known: SessionMetadata;
  #description: CallDescription;
  #streams: readonly (RecordedStream | null)[];
  #answer: string;
  /** At any time so far. */
  #audioRefused: boolean;
  readonly #decision: TenantDecision;
  readonly #metadataPauses = new MetadataPauses();
  /** Requests of a dialog are handled one after another, in the order received. */
  #lastChange: Promise<unknown> = Promise.resolve();
  #ended: Promise<SpooledCall> | null = null;

  constructor(opened: OpenedSession) {
    this.#opened = opened;
    this.#decision = new TenantDecision(opened);
    this.#known = opened.known;
    this.#description = opened.description;
    this.#streams = opened.streams;
    this.#audioRefused = opened.description.flags.includes('leg-refused');
    this.#answer = this.#writeAnswer(opened.offer);
    this.#metadataPauses.update(opened.known.metadata);
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

  /** The current SDP answer. */
  get answer(): string {
    return this.#answer;
  }

  get sourceId(): SourceId {
    return this.#opened.source.id;
  }

  /** Whether media of the call is or was encrypted. */
  get isEncrypted(): boolean {
    return this.#streams.some((stream) => stream !== null && stream.security.received.length > 0);
  }

  /** Handles a re-INVITE or UPDATE with an offer, metadata, or both. The response to an offer has the SDP answer. */
  change(request: ReceivedRequest): Promise<ResponseOptions> {
    if (this.#ended !== null) return Promise.resolve({ status: 481 });
    const receivedAt = this.#opened.clock.now();
    const change = this.#lastChange.then(() => this.#change(request, receivedAt));
    this.#lastChange = change.catch(() => undefined);
    return change;
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

  #closeDecision(): void {
    if (this.#decision.isFinal) return;
    this.#decision.close();
    if (this.#decision.refusedFor === null) return;
    const { source, mappings, onUnknownNames } = this.#opened;
    const directory = this.#opened.directory.lastKnown;
    if (directory === null) return;
    const names = unknownTenantNames({ directory, source, mappings }, this.#facts, null);
    if (names.length > 0) onUnknownNames?.(source.id, names);
  }

  get #recorded(): readonly RecordedStream[] {
    return this.#streams.filter((stream) => stream !== null);
  }

  get #facts(): SessionFacts {
    return sessionFactsOf(this.#opened.invite, this.#known, this.#recorded);
  }

  async #change(request: ReceivedRequest, receivedAt: number): Promise<ResponseOptions> {
    const body = sessionBodyOf(request);
    this.#known = mergeMetadataDocument(this.#known, body.metadata);
    this.#metadataPauses.update(this.#known.metadata);
    const refusal = body.sdp === null ? null : await this.#renegotiate(body.sdp, receivedAt);
    this.#pauseStreams(receivedAt);
    await this.#updateDescription();
    return refusal ?? { status: 200, ...(body.sdp !== null && { content: sdpContent(this.#answer) }) };
  }

  /** Null: the offer is accepted; else the response that refuses it. */
  async #renegotiate(sdp: string, receivedAt: number): Promise<ResponseOptions | null> {
    const offer = readSessionDescription(sdp);
    if (!offer.ok) return { status: 488 };
    const steps = planStreams(offer.value, this.#streams, receivedAt, this.#opened.libraryCodecs);
    if (isUnusable(steps)) return { status: 488 };
    this.#audioRefused ||= isAudioRefused(steps);
    const streams = await this.#applySteps(steps);
    if (streams === null) return SERVICE_UNAVAILABLE;
    this.#streams = streams;
    this.#version += 1;
    this.#answer = this.#writeAnswer(offer.value);
    return null;
  }

  /** Null: there is no port for a new stream; nothing is changed. */
  async #applySteps(steps: readonly StreamStep[]): Promise<readonly (RecordedStream | null)[] | null> {
    const added = await this.#addStreams(steps);
    if (added === null) return null;
    const { capture } = this.#opened;
    return steps.map((step, index) => {
      if (step.step === 'refuse') return this.#streams[index] ?? null;
      if (step.step === 'remove') {
        capture.removeLeg(step.stream.leg);
        return { ...step.stream, live: false };
      }
      return step.step === 'keep' ? step.stream : added.shift()!;
    });
  }

  async #addStreams(steps: readonly StreamStep[]): Promise<RecordedStream[] | null> {
    const { capture, peer } = this.#opened;
    const additions = steps.filter((step) => step.step === 'add');
    if (additions.length === 0) return [];
    const firstLeg = capture.ports.length;
    // #updateDescription sets their channels later.
    const added = await capture.addLegs(
      additions.map(({ codecs, line, security }) => ({
        channel: 'mixed',
        codecs,
        sources: rtpSources(mediaAddress(line), peer.address),
        ...legSecurity(security),
      })),
    );
    return added.ok ? recordedStreams(additions, added.value, firstLeg) : null;
  }

  /** Pauses and resumes streams as their m-lines and the metadata say; `at`: when they said so, Unix ms. */
  #pauseStreams(at: number): void {
    for (const stream of this.#streams) {
      if (!stream?.live) continue;
      const paused = stream.paused || this.#metadataPauses.isPaused(stream.label);
      this.#opened.capture.setPaused(stream.leg, paused, at);
    }
  }

  /** Updates the parties and the channels of the streams from the metadata so far. */
  async #updateDescription(): Promise<void> {
    const { source, mappings, capture, peer } = this.#opened;
    if (this.#decision.refusedFor !== null) return;
    const recorded = this.#recorded;
    const facts = this.#facts;
    const directory = await this.#opened.directory.current();
    const derived = deriveCall({ directory, source, mappings }, facts, this.#decision.tenant);
    if (!derived.ok) return arePartiesKnown(facts, mappings) ? this.#closeDecision() : undefined;
    this.#decision.consider(derived.value);
    const { undecided: _, ...described } = this.#description;
    this.#description = {
      ...described,
      tenantId: derived.value.tenant.id,
      ...derivedFields(derived.value, this.#known, this.#audioRefused),
      // In the spool, too, before the session ends: a kill in between must not let it be encoded.
      ...(this.#decision.refusedFor !== null && { undecided: true }),
    };
    capture.updateDescription(this.#description);
    for (const [index, request] of legRequests(recorded, derived.value, peer.address).entries()) {
      if (recorded[index]!.live) capture.updateLeg(recorded[index]!.leg, request);
    }
  }

  #writeAnswer(offer: SessionDescription): string {
    const media = offer.media.map((_, index): MediaAnswer => {
      const stream = this.#streams[index];
      if (!stream?.live) return null;
      return { port: stream.port, codecs: stream.codecs, crypto: stream.security.answered };
    });
    const origin = { sessionId: this.#sessionId, version: this.#version };
    return writeAnswer({ offer, media, address: this.#opened.publicAddress, origin });
  }
}

function acceptsMetadataRequests({ headers }: ReceivedRequest): boolean {
  return headers.list('Accept').some((type) => /^application\/rs-metadata-request\b/i.test(type));
}

/** RFC 7866 §7.2: the answer is plain SDP, never multipart. */
export function sdpContent(sdp: string): SipContent {
  return { type: 'application/sdp', body: sdp };
}
