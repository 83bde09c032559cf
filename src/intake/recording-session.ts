import { randomInt } from 'node:crypto';
import type { ActiveCapture } from '../capture/index.ts';
import type { CallDescription, EndReason } from '../recording/index.ts';
import type { SpooledCall } from '../spool/index.ts';
import type { DirectoryReader, DirectorySource, DirectoryTenant } from '../tenants/index.ts';
import { type MediaAnswer, readSessionDescription, type SessionDescription, writeAnswer } from '../wire/sdp/index.ts';
import { readSessionBody } from '../wire/siprec/index.ts';
import { derivedPart, factsOf, legRequests } from './call-description.ts';
import { deriveCall } from './derivation/derive-call.ts';
import { type KnownMetadata, learn } from './known-metadata.ts';
import { type SessionReply, type SessionRequest, TRY_AGAIN_SECONDS } from './session-message.ts';
import {
  isPaused,
  isUnusable,
  planStreams,
  type RecordedStream,
  recordedStreams,
  type StreamStep,
} from './stream-plan.ts';

export interface OpenedSession {
  readonly directory: DirectoryReader;
  readonly source: DirectorySource;
  readonly tenant: DirectoryTenant;
  readonly publicAddress: string;
  readonly invite: SessionRequest;
  readonly known: KnownMetadata;
  readonly description: CallDescription;
  readonly capture: ActiveCapture;
  readonly offer: SessionDescription;
  /** One for each m-line of the offer. */
  readonly streams: readonly (RecordedStream | null)[];
}

/** `o=` session ids fit any reader's 32 bits. */
const MAX_SESSION_ID = 2 ** 31;

/** A recording session under way: one SIP dialog, one call being captured. */
export class RecordingSession {
  readonly #opened: OpenedSession;
  readonly #sessionId = randomInt(1, MAX_SESSION_ID);
  #version = 1;
  #known: KnownMetadata;
  #description: CallDescription;
  #streams: readonly (RecordedStream | null)[];
  #answer: string;
  /** Requests of a dialog are carried out one after another, in the order they came. */
  #lastChange: Promise<unknown> = Promise.resolve();
  #ended: Promise<SpooledCall> | null = null;

  constructor(opened: OpenedSession) {
    this.#opened = opened;
    this.#known = opened.known;
    this.#description = opened.description;
    this.#streams = opened.streams;
    this.#answer = this.#writeAnswer(opened.offer);
  }

  get description(): CallDescription {
    return this.#description;
  }

  /** The answer that holds now. */
  get answer(): string {
    return this.#answer;
  }

  /** Carries out a re-INVITE or UPDATE: new media, better metadata, or both. New media is answered by `sdp`. */
  change(request: SessionRequest): Promise<SessionReply> {
    if (this.#ended !== null) return Promise.resolve({ status: 481 });
    const change = this.#lastChange.then(() => this.#change(request));
    this.#lastChange = change.catch(() => undefined);
    return change;
  }

  /** Ends the recording; a second end is the first one. */
  end(reason: EndReason): Promise<SpooledCall> {
    this.#ended ??= this.#lastChange.then(() => this.#opened.capture.end(reason));
    return this.#ended;
  }

  async #change(request: SessionRequest): Promise<SessionReply> {
    const body = readSessionBody(request.header('content-type'), request.header('content-disposition'), request.body);
    this.#known = learn(this.#known, body.metadata);
    const reply = body.sdp === null ? null : await this.#renegotiate(body.sdp);
    await this.#describe();
    return reply ?? { status: 200, ...(body.sdp === null ? {} : { sdp: this.#answer }) };
  }

  /** Null when the new media is agreed; else the answer that refuses it. */
  async #renegotiate(sdp: string): Promise<SessionReply | null> {
    const offer = readSessionDescription(sdp);
    if (!offer.ok) return { status: 488 };
    const steps = planStreams(offer.value, this.#streams);
    if (isUnusable(steps)) return { status: 488 };
    const streams = await this.#follow(steps);
    if (streams === null) return { status: 503, retryAfterSeconds: TRY_AGAIN_SECONDS };
    this.#streams = streams;
    this.#version += 1;
    this.#answer = this.#writeAnswer(offer.value);
    return null;
  }

  /** Null when there is no port for a new stream; nothing is changed then. */
  async #follow(steps: readonly StreamStep[]): Promise<readonly (RecordedStream | null)[] | null> {
    const added = await this.#addStreams(steps);
    if (added === null) return null;
    const { capture } = this.#opened;
    return steps.map((step, index) => {
      if (step.step === 'refuse') return this.#streams[index] ?? null;
      if (step.step === 'remove') {
        capture.removeLeg(step.stream.leg);
        return { ...step.stream, live: false };
      }
      const stream = step.step === 'keep' ? step.stream : added.shift()!;
      capture.setPaused(stream.leg, isPaused(step.line));
      return stream;
    });
  }

  async #addStreams(steps: readonly StreamStep[]): Promise<RecordedStream[] | null> {
    const { capture } = this.#opened;
    const wanted = steps.filter((step) => step.step === 'add');
    if (wanted.length === 0) return [];
    const firstLeg = capture.ports.length;
    // Which channel each belongs to is told by #describe, once the streams are known.
    const added = await capture.addLegs(wanted.map(({ codecs }) => ({ channel: 'mixed', codecs })));
    return added.ok ? recordedStreams(wanted, added.value, firstLeg) : null;
  }

  /** Says anew who talks in which stream, by all that is known now. */
  async #describe(): Promise<void> {
    const { directory, source, tenant, capture, invite } = this.#opened;
    const recorded = this.#streams.filter((stream) => stream !== null);
    const facts = factsOf(invite, this.#known, recorded);
    const derived = deriveCall(await directory.current(), source, facts, tenant);
    if (!derived.ok) return;
    this.#description = { ...this.#description, ...derivedPart(derived.value, this.#known) };
    capture.describe(this.#description);
    for (const [index, request] of legRequests(recorded, derived.value).entries()) {
      if (recorded[index]!.live) capture.changeLeg(recorded[index]!.leg, request);
    }
  }

  #writeAnswer(offer: SessionDescription): string {
    const media = offer.media.map((_, index): MediaAnswer => {
      const stream = this.#streams[index];
      return stream?.live ? { port: stream.port, codecs: stream.codecs } : null;
    });
    const origin = { sessionId: this.#sessionId, version: this.#version };
    return writeAnswer({ offer, media, address: this.#opened.publicAddress, origin });
  }
}
