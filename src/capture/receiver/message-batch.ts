import koffi from 'koffi';
import { type DatagramSink, MAX_DATAGRAM_BYTES } from './rtp-receiver.ts';
import { IPV4_MAPPED_WORD } from './source-address.ts';

/**
 * Datagrams of one `recvmmsg`. A leg drained ten times a second has 5 waiting; 64 empty a socket after a stall of
 * more than a second in one call.
 */
export const BATCH_SLOTS = 64;

// Socket options, which are the types of their control messages too. <asm-generic/socket.h>: x86-64 and arm64 alike.
export const SOL_SOCKET = 1;
export const SO_TIMESTAMPNS = 35;
export const SO_RXQ_OVFL = 40;
const MSG_TRUNC = 0x20;

/** struct msghdr of <sys/socket.h>; koffi places the members by the rules of the machine's ABI. */
const MSGHDR = koffi.struct({
  name: 'uintptr_t',
  nameLength: 'uint32_t',
  vectors: 'uintptr_t',
  vectorCount: 'size_t',
  control: 'uintptr_t',
  controlLength: 'size_t',
  flags: 'int32_t',
});
const MMSGHDR = koffi.struct({ header: MSGHDR, length: 'uint32_t' });
const IOVEC = koffi.struct({ base: 'uintptr_t', length: 'size_t' });

const MMSGHDR_WORDS = koffi.sizeof(MMSGHDR) / 4;
const LENGTH_WORD = koffi.offsetof(MMSGHDR, 'length') / 4;
const CONTROL_LENGTH_WORD = koffi.offsetof(MSGHDR, 'controlLength') / 4;
const NAME_LENGTH_WORD = koffi.offsetof(MSGHDR, 'nameLength') / 4;
const FLAGS_WORD = koffi.offsetof(MSGHDR, 'flags') / 4;

/** struct cmsghdr on a 64-bit machine: length (8 bytes, header included), level (4), type (4), then the data. */
const CMSG_HEADER_BYTES = 16;
const CMSG_TYPE_WORD = 3;
const CMSG_DATA_WORD = CMSG_HEADER_BYTES / 4;
/** A timestamp, struct timespec (16 + 16 bytes), and a drop counter, uint32 (16 + 4), each aligned to 8. */
const CONTROL_BYTES = 64;

/** Room for struct sockaddr_in6 (28 bytes), the longer of the two. */
const NAME_BYTES = 32;
const AF_INET = 2;
/** struct sockaddr_in: family, port (2 bytes each), address. sockaddr_in6: family, port, flow (4 bytes), address. */
const IPV4_WORD = 1;
const IPV6_WORD = 2;

const NO_BYTES: Uint8Array = new Uint8Array(0);

/** The buffers of `recvmmsg`, reused for each call, and the parser of what the kernel writes into them. */
export class MessageBatch {
  readonly #payloads = nativeMemory(BATCH_SLOTS * MAX_DATAGRAM_BYTES);
  readonly #headers = nativeMemory(BATCH_SLOTS * koffi.sizeof(MMSGHDR));
  readonly #vectors = nativeMemory(BATCH_SLOTS * koffi.sizeof(IOVEC));
  readonly #control = nativeMemory(BATCH_SLOTS * CONTROL_BYTES);
  readonly #names = nativeMemory(BATCH_SLOTS * NAME_BYTES);
  readonly #nameWords = wordsOf(this.#names.bytes);
  /** That read last. */
  readonly #datagram = { bytes: NO_BYTES, arrivedAtMs: 0.5, source: new Uint32Array(4), port: 0 };
  readonly #headerWords = wordsOf(this.#headers.bytes);
  readonly #controlWords = wordsOf(this.#control.bytes);
  /** The last view of each slot: packets of a call have one length, so it mostly fits the next packet too. */
  readonly #views: Uint8Array[] = [];
  /** The socket's drop counter in the last control message. */
  #dropped = 0;

  constructor() {
    for (let slot = 0; slot < BATCH_SLOTS; slot++) {
      this.#views.push(this.#payloads.bytes.subarray(0, 0));
      this.#prepare(slot);
    }
  }

  /** The argument of `recvmmsg`. A number: 48 bits are enough for an address, and cheaper to pass than a bigint. */
  get address(): number {
    return Number(this.#headers.address);
  }

  /** Passes the first `count` messages to `sink`; returns the socket's drop counter if one of them has it, else 0. */
  deliver(count: number, sink: DatagramSink, nowMs: () => number): number {
    this.#dropped = 0;
    const datagram = this.#datagram;
    for (let slot = 0; slot < count; slot++) {
      const header = slot * MMSGHDR_WORDS;
      datagram.arrivedAtMs = 0;
      this.#readControl(slot, this.#headerWords[header + CONTROL_LENGTH_WORD]!);
      this.#headerWords[header + CONTROL_LENGTH_WORD] = CONTROL_BYTES;
      this.#headerWords[header + NAME_LENGTH_WORD] = NAME_BYTES;
      this.#readSource(slot);
      if (this.#headerWords[header + FLAGS_WORD]! & MSG_TRUNC) {
        sink.oversize(datagram.source);
      } else {
        datagram.bytes = this.#view(slot, this.#headerWords[header + LENGTH_WORD]!);
        if (datagram.arrivedAtMs === 0) datagram.arrivedAtMs = nowMs();
        sink.datagram(datagram);
      }
    }
    return this.#dropped;
  }

  #prepare(slot: number): void {
    const vector = slot * koffi.sizeof(IOVEC);
    this.#vectors.bytes.writeBigUInt64LE(this.#payloads.address + BigInt(slot * MAX_DATAGRAM_BYTES), vector);
    this.#vectors.bytes.writeBigUInt64LE(BigInt(MAX_DATAGRAM_BYTES), vector + koffi.offsetof(IOVEC, 'length'));
    const header = slot * koffi.sizeof(MMSGHDR);
    const put = (member: string, value: bigint): unknown =>
      this.#headers.bytes.writeBigUInt64LE(value, header + koffi.offsetof(MSGHDR, member));
    put('name', this.#names.address + BigInt(slot * NAME_BYTES));
    this.#headerWords[header / 4 + NAME_LENGTH_WORD] = NAME_BYTES;
    put('vectors', this.#vectors.address + BigInt(vector));
    put('vectorCount', 1n);
    put('control', this.#control.address + BigInt(slot * CONTROL_BYTES));
    put('controlLength', BigInt(CONTROL_BYTES));
  }

  #readSource(slot: number): void {
    const names = this.#nameWords;
    const { source } = this.#datagram;
    const name = (slot * NAME_BYTES) / 4;
    // Little-endian machines only: the family is the lower half of the first word, the port, in network order, the upper one.
    const first = names[name]!;
    this.#datagram.port = ((first >>> 8) & 0xff00) | (first >>> 24);
    if ((first & 0xffff) === AF_INET) {
      source[0] = 0;
      source[1] = 0;
      source[2] = IPV4_MAPPED_WORD;
      source[3] = names[name + IPV4_WORD]!;
    } else {
      for (let word = 0; word < 4; word++) source[word] = names[name + IPV6_WORD + word]!;
    }
  }

  #readControl(slot: number, controlBytes: number): void {
    const words = this.#controlWords;
    const start = (slot * CONTROL_BYTES) / 4;
    const end = start + controlBytes / 4;
    for (let at = start; at + CMSG_DATA_WORD < end; ) {
      const length = words[at]!;
      if (length < CMSG_HEADER_BYTES) return;
      const type = words[at + CMSG_TYPE_WORD];
      const data = at + CMSG_DATA_WORD;
      if (type === SO_TIMESTAMPNS) this.#datagram.arrivedAtMs = timespecMs(words, data);
      else if (type === SO_RXQ_OVFL) this.#dropped = words[data]!;
      at += Math.ceil(length / 8) * 2;
    }
  }

  #view(slot: number, length: number): Uint8Array {
    const view = this.#views[slot]!;
    if (view.length === length) return view;
    const start = slot * MAX_DATAGRAM_BYTES;
    return (this.#views[slot] = this.#payloads.bytes.subarray(start, start + length));
  }
}

/** Seconds and nanoseconds, 64 bits each, little-endian. */
function timespecMs(words: Uint32Array, at: number): number {
  return (words[at]! + words[at + 1]! * 2 ** 32) * 1000 + words[at + 2]! / 1e6;
}

function wordsOf(bytes: Buffer<ArrayBuffer>): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** Memory outside the JavaScript heap, at a fixed address. Never freed: for what lives as long as its thread. */
interface NativeMemory {
  readonly address: bigint;
  /** Zeroed. */
  readonly bytes: Buffer<ArrayBuffer>;
}

/** Not a `Buffer`: the garbage collector may move it, and koffi returns a wrong address for a pooled one. */
function nativeMemory(sizeBytes: number): NativeMemory {
  const address: bigint = koffi.alloc('uint8_t', sizeBytes);
  const bytes = Buffer.from(koffi.view(address, sizeBytes));
  bytes.fill(0);
  return { address, bytes };
}
