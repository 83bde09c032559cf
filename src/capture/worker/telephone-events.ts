import type { LegCodec } from '../../spool/index.ts';
import { RTP_HEADER_BYTES } from '../../wire/rtp/index.ts';

/** RFC 4733 §2.3: event, volume, duration. */
const EVENT_BYTES = 4;
const FIRST_DYNAMIC_TYPE = 96;
/** What a payload type was offered for. */
const NOT_OFFERED = 0;
const SOUND = 1;
const EVENT = 2;
/** Version 2; no padding, extension or contributing sources. */
const PLAIN_HEADER = 0x80;

/**
 * Takes what was dialled out of a leg's packets: callers type card numbers and PINs. The header alone is kept, so that
 * sequence numbers have no gap where the event was. An event is known by its payload type; or, where an SRC sends events without having
 * offered them, by its length, which no sound has.
 */
export class TelephoneEvents {
  /** By payload type. */
  readonly #kinds = new Uint8Array(128);

  /** Of a leg, in the order of time: the last one of a payload type counts. */
  constructor(codecs: readonly LegCodec[]) {
    for (const { payloadType, name } of codecs) this.#kinds[payloadType] = name === 'TELEPHONE-EVENT' ? EVENT : SOUND;
  }

  /** The RTP packet itself, or the header of an event. */
  withoutEvent(packet: Uint8Array): Uint8Array {
    if (!this.#isEvent(packet)) return packet;
    const header = packet.slice(0, RTP_HEADER_BYTES);
    header[0] = PLAIN_HEADER;
    return header;
  }

  #isEvent(packet: Uint8Array): boolean {
    const payloadType = packet[1]! & 0x7f;
    const kind = this.#kinds[payloadType];
    if (kind !== NOT_OFFERED) return kind === EVENT;
    return payloadType >= FIRST_DYNAMIC_TYPE && packet.length === RTP_HEADER_BYTES + EVENT_BYTES;
  }
}
