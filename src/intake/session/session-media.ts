import { randomInt } from 'node:crypto';
import { announcedAddress } from '../../base/announced-address.ts';
import type { ActiveCapture } from '../../capture/index.ts';
import {
  codecsToOffer,
  type LibraryCodecs,
  type MediaAnswer,
  type OfferedMedia,
  readSessionDescription,
  type SessionDescription,
  writeAnswer,
  writeOffer,
} from '../../wire/sdp/index.ts';
import type { ForkedSide } from '../derivation/forked-side.ts';
import type { HeaderStream } from '../derivation/header-parties.ts';
import { isEncrypted } from './encrypted-media.ts';
import type { Peer } from '../sip/peer.ts';
import { SERVICE_UNAVAILABLE } from '../sip/responses.ts';
import type { ResponseOptions } from '../sip/transaction-user.ts';
import {
  isAudioRefused,
  isUnusable,
  legCodec,
  legRtcp,
  legSecurity,
  mediaAddress,
  planStreams,
  type RecordedStream,
  recordedStreams,
  rtpSources,
  type StreamStep,
} from './stream-plan.ts';
import { offeredCrypto } from './stream-security.ts';

export interface SessionMediaOptions {
  readonly capture: ActiveCapture;
  /** Where the INVITE came from. */
  readonly peer: Peer;
  readonly publicAddress: string;
  /** The same for IPv6; null or empty: the other one. */
  readonly publicAddress6?: string | null;
  readonly libraryCodecs?: LibraryCodecs;
  /** The m-lines of the INVITE; where it had none, those that we offer. */
  readonly lines: readonly OfferedMedia[];
  readonly isOwnOffer: boolean;
  /** One for each m-line. */
  readonly streams: readonly (RecordedStream | null)[];
  /** A line of the INVITE was refused for its codecs. */
  readonly audioRefused: boolean;
  /** Of a one-way session. */
  readonly forked: ForkedSide | null;
}

/** Session ids in `o=` fit 32 bits, for simple parsers. */
const MAX_SESSION_ID = 2 ** 31;

/** Of one call. A PBX that replaces both streams each five minutes needs as many in ten hours; each stays in memory and in the spool's records. */
const MAX_LEGS = 256;

/** The media of one dialog: its m-lines, what is recorded of them, and our session description (RFC 3264). */
export class SessionMedia {
  readonly #options: SessionMediaOptions;
  /** What the peer says of a one-way session; after a transfer another party. */
  forked: ForkedSide | null;
  readonly #sessionId = randomInt(1, MAX_SESSION_ID);
  #version = 0;
  /** As the peer described them last. */
  #lines: readonly OfferedMedia[];
  #streams: readonly (RecordedStream | null)[];
  #description: string;
  #audioRefused: boolean;
  /** The answer to our offer has not come. */
  #isAnswerDue = false;
  /** No answer has come to any offer so far. */
  #isUnanswered: boolean;

  constructor(options: SessionMediaOptions) {
    this.#options = options;
    this.forked = options.forked;
    this.#lines = options.lines;
    this.#streams = options.streams;
    this.#audioRefused = options.audioRefused;
    this.#isUnanswered = options.isOwnOffer;
    this.#description = options.isOwnOffer ? this.offer() : this.#answer({ media: options.lines });
  }

  /** Our session description as sent last. */
  get description(): string {
    return this.#description;
  }

  /** What is recorded of it is our offer, and the peer's answer is to come. */
  get isOwnOffer(): boolean {
    return this.#isAnswerDue;
  }

  /** Also those that the peer has removed. */
  get recorded(): readonly (RecordedStream & HeaderStream & { readonly signallingAddress: string })[] {
    const of = { end: this.forked?.end ?? null, signallingAddress: this.#options.peer.address };
    return this.#streams.flatMap((stream, line) => (stream === null ? [] : [{ ...stream, line, ...of }]));
  }

  /** A stream was refused for its codecs, at any time so far. */
  get audioRefused(): boolean {
    return this.#audioRefused;
  }

  /** An offer within the dialog. Null: it is accepted; else the response that refuses it. `at`: when it came, Unix ms. */
  async offered(sdp: string, at: number): Promise<ResponseOptions | null> {
    const offer = readSessionDescription(sdp);
    if (!offer.ok) return { status: 488 };
    const steps = this.#plan(offer.value, at);
    if (isUnusable(steps)) return { status: 488 };
    const added = await this.#addStreams(steps);
    if (added === null) return SERVICE_UNAVAILABLE;
    this.#apply(steps, added);
    this.#isAnswerDue = false;
    this.#isUnanswered = false;
    this.#description = this.#answer(offer.value);
    return null;
  }

  /** An offer of ours, in the response to a request without one: every codec that we decode, and paused streams may resume. */
  offer(): string {
    this.#isAnswerDue = true;
    const media = this.#lines.map((line, index) => {
      const stream = this.#streams[index];
      if (!stream?.live) return null;
      const codecs = codecsToOffer(stream.codecs, this.#options.libraryCodecs);
      return { port: stream.port, codecs, crypto: this.#cryptoToOffer(stream, line) };
    });
    const address = announcedAddress(this.#options, this.#options.peer.address);
    this.#description = writeOffer({ lines: this.#lines, media, address, origin: this.#nextOrigin() });
    return this.#description;
  }

  /**
   * The peer's answer to our offer. Whether it changes anything: without an answer that can be read all stays as offered, and what
   * arrives is recorded.
   */
  answered(sdp: string | null, at: number): boolean {
    if (!this.#isAnswerDue) return false;
    this.#isAnswerDue = false;
    const answer = sdp === null ? null : readSessionDescription(sdp);
    if (!answer?.ok) return false;
    // RFC 3264 §6: as many m-lines as we offered. One that is missing is refused.
    const media = this.#lines.map((line, index) => answer.value.media[index] ?? { ...line, port: 0 });
    this.#apply(this.#plan({ media }, at), []);
    this.#isUnanswered = false;
    return true;
  }

  /** Opens m-lines of ours; their offer is `offer`. Null, or the response to a session for which there is no port. */
  async open(lines: readonly OfferedMedia[], at: number): Promise<ResponseOptions | null> {
    this.#isUnanswered = true;
    const steps = this.#plan({ media: lines }, at);
    const added = await this.#addStreams(steps);
    if (added === null) return SERVICE_UNAVAILABLE;
    this.#apply(steps, added);
    this.offer();
    return null;
  }

  #plan(description: SessionDescription, at: number): readonly StreamStep[] {
    const { libraryCodecs } = this.#options;
    const known = this.#isUnanswered
      ? this.#streams.map((stream) => stream && { ...stream, security: null })
      : this.#streams;
    return planStreams(description, known, at, libraryCodecs);
  }

  #apply(steps: readonly StreamStep[], added: readonly RecordedStream[]): void {
    const additions = [...added];
    this.#audioRefused ||= isAudioRefused(steps);
    const streams = steps.map((step, index) => {
      if (step.step === 'remove') return this.#remove(this.#streams[index]!);
      if (step.step === 'keep') return step.stream;
      // An answer cannot add a stream.
      return (step.step === 'add' ? additions.shift() : undefined) ?? this.#streams[index] ?? null;
    });
    // RFC 3264 §8: an offer has at least as many m-lines as before. What it leaves out goes on.
    this.#streams = [...streams, ...this.#streams.slice(streams.length)];
    const lines = steps.map(({ line }) => line);
    this.#lines = [...lines, ...this.#lines.slice(lines.length)];
  }

  /** Its dialog has ended. */
  close(): void {
    this.#streams = this.#streams.map((stream) => {
      if (!stream?.live) return stream;
      this.#options.capture.closeLeg(stream.leg);
      return { ...stream, live: false };
    });
  }

  #remove(stream: RecordedStream): RecordedStream {
    this.#options.capture.removeLeg(stream.leg);
    return { ...stream, live: false };
  }

  /** Null: there is no port for a new stream. */
  async #addStreams(steps: readonly StreamStep[]): Promise<readonly RecordedStream[] | null> {
    const { capture, peer } = this.#options;
    const additions = steps.filter((step) => step.step === 'add');
    if (additions.length === 0) return [];
    const firstLeg = capture.ports.length;
    if (firstLeg + additions.length > MAX_LEGS) return null;
    // Their channels are set later, by the metadata.
    const added = await capture.addLegs(
      additions.map(({ codecs, line, security }) => ({
        channel: 'mixed',
        codecs: codecs.map(legCodec),
        sources: rtpSources(mediaAddress(line), peer.address),
        ...legRtcp(line),
        ...legSecurity(security),
      })),
    );
    return added.ok ? recordedStreams(additions, added.value, firstLeg) : null;
  }

  #answer(offer: SessionDescription): string {
    const { peer } = this.#options;
    const media = offer.media.map((line, index): MediaAnswer => {
      const stream = this.#streams[index];
      if (!stream?.live) return null;
      const address = announcedAddress(this.#options, line.address ?? peer.address);
      return { port: stream.port, address, codecs: stream.codecs, crypto: stream.security.answered };
    });
    const address = announcedAddress(this.#options, peer.address);
    return writeAnswer({ offer, media, address, origin: this.#nextOrigin() });
  }

  #nextOrigin(): { readonly sessionId: number; readonly version: number } {
    this.#version += 1;
    return { sessionId: this.#sessionId, version: this.#version };
  }

  /** Keys in SIP that everybody on the way can read protect nothing: they are offered over TLS only, and where the media is encrypted already. */
  #cryptoToOffer({ security }: RecordedStream, { protocol }: OfferedMedia) {
    if (security.answered !== null) return [security.answered];
    const isAllowed = this.#isUnanswered && protocol === 'RTP/AVP' && isEncrypted(this.#options.peer);
    return isAllowed ? offeredCrypto() : [];
  }
}
