import { addressWords, type AddressWords, isSameAddress } from '../receiver/source-address.ts';

/**
 * How long another address than the negotiated ones may be the first to send. As long as the RTP timeout is by default: a call
 * to which the PBX sends nothing for longer is ended.
 */
const FIRST_SPEAKER_WITHIN_MS = 60_000;

export interface RtpSourcesOptions {
  /** Where the PBX sends from, as far as it is known: IP addresses; anything else is ignored. */
  readonly negotiated: readonly string[];
  /** Whether another address may speak as long as none of these has: the PBX is behind NAT. */
  readonly firstSpeaker: boolean;
  readonly nowMs: number;
}

/**
 * From which addresses a leg takes RTP: from the negotiated ones. As long as none of them has sent anything, from the first
 * address that sends RTP within a minute, and only from that. The first packet of a negotiated address ends this.
 */
export class RtpSources {
  readonly #firstSpeaker: boolean;
  #names = '';
  #negotiated: readonly AddressWords[] = [];
  #negotiatedSpoke = false;
  #first: AddressWords | null = null;
  #firstUntilMs = 0;

  constructor({ negotiated, firstSpeaker, nowMs }: RtpSourcesOptions) {
    this.#firstSpeaker = firstSpeaker;
    this.#names = negotiated.join(' ');
    this.#start(negotiated, nowMs);
  }

  /** After a new offer. The same addresses change nothing. */
  change(negotiated: readonly string[], nowMs: number): void {
    const names = negotiated.join(' ');
    if (names === this.#names) return;
    this.#names = names;
    this.#start(negotiated, nowMs);
  }

  /** The time in which another address may be the first begins again: the PBX was not to send until now. */
  extend(nowMs: number): void {
    this.#firstUntilMs = nowMs + FIRST_SPEAKER_WITHIN_MS;
  }

  /** Whether the leg takes this datagram. Called for each: it allocates nothing. */
  accepts(source: AddressWords, isRtp: boolean, nowMs: number): boolean {
    if (this.knows(source)) return true;
    if (!this.#firstSpeaker || !isRtp || this.#first !== null || this.#negotiatedSpoke) return false;
    if (nowMs > this.#firstUntilMs) return false;
    this.#first = Uint32Array.from(source);
    return true;
  }

  /** Whether it is the negotiated address, or the first speaker. */
  knows(source: AddressWords): boolean {
    for (const address of this.#negotiated) {
      if (!isSameAddress(address, source)) continue;
      this.#negotiatedSpoke = true;
      this.#first = null;
      return true;
    }
    return this.#first !== null && isSameAddress(this.#first, source);
  }

  #start(negotiated: readonly string[], nowMs: number): void {
    this.#negotiated = negotiated.map(addressWords).filter((words) => words !== null);
    this.#negotiatedSpoke = false;
    this.#first = null;
    this.extend(nowMs);
  }
}
