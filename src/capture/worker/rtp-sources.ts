import { addressWords, type AddressWords, isSameAddress } from '../receiver/source-address.ts';

/**
 * How long another address than the negotiated ones may be the first to send. As long as the RTP timeout is by default: a call
 * to which the PBX sends nothing for longer is ended.
 */
const FIRST_SPEAKER_WITHIN_MS = 60_000;

/** A first speaker that sends fewer packets and then nothing for so long is not the PBX: another may be the first. */
const FIRST_SPEAKER_PACKETS = 10;
const FIRST_SPEAKER_SILENCE_MS = 1_000;

export interface RtpSourcesOptions {
  /** Where the PBX sends from, as far as it is known: IP addresses; anything else is ignored. */
  readonly negotiated: readonly string[];
  /** Whether another address may speak as long as none of these has: the PBX is behind NAT. */
  readonly firstSpeaker: boolean;
  readonly nowMs: number;
}

/**
 * From which addresses a leg takes RTP: from the negotiated ones. As long as none of them has sent anything, from the first
 * address that sends RTP within a minute, and only from that; a few packets alone do not keep the place. The first packet of a
 * negotiated address ends this.
 */
export class RtpSources {
  readonly #firstSpeaker: boolean;
  #names = '';
  #negotiated: readonly AddressWords[] = [];
  #negotiatedSpoke = false;
  #first: AddressWords | null = null;
  #firstUntilMs = 0;
  #firstPackets = 0;
  #firstHeardMs = 0;

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
    const known = this.knows(source);
    if (!known) {
      if (!this.#firstSpeaker || !isRtp || this.#negotiatedSpoke || nowMs > this.#firstUntilMs) return false;
      if (this.#first !== null && !this.#firstGaveUp(nowMs)) return false;
      this.#first = Uint32Array.from(source);
      this.#firstPackets = 0;
    }
    this.#firstPackets += 1;
    this.#firstHeardMs = nowMs;
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

  #firstGaveUp(nowMs: number): boolean {
    return this.#firstPackets < FIRST_SPEAKER_PACKETS && nowMs - this.#firstHeardMs > FIRST_SPEAKER_SILENCE_MS;
  }

  #start(negotiated: readonly string[], nowMs: number): void {
    this.#negotiated = negotiated.map(addressWords).filter((words) => words !== null);
    this.#negotiatedSpoke = false;
    this.#first = null;
    this.extend(nowMs);
  }
}
