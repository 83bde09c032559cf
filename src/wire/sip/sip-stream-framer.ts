import { bodyStart, contentLength, MAX_BODY_BYTES, MAX_HEAD_BYTES, readHead } from './message-head.ts';

/** What was read from a stream. */
export type StreamItem =
  /** The bytes of one message, for `parseMessage`; a copy. */
  | { readonly kind: 'message'; readonly bytes: Buffer }
  /** Two empty lines between messages: the peer asks for a single one back (RFC 5626 §3.5.1). */
  | { readonly kind: 'ping' }
  /** The end of the message is unknown, so the stream must be closed. `head` may be enough to answer. */
  | { readonly kind: 'broken'; readonly reason: string; readonly head: Buffer };

const CR = 13;
const LF = 10;
const FIRST_CAPACITY_BYTES = 4096;
/** In every Request-Line and Status-Line, however malformed. Another protocol, or noise, has thousands of other lines in a chunk. */
const SIP_LINE = /SIP\//i;

/**
 * Cuts a byte stream (TCP, TLS) into messages by Content-Length (RFC 3261 §18.3); a message without one ends with its
 * head. Holds at most one unfinished message, MAX_HEAD_BYTES + MAX_BODY_BYTES; empty lines are never held.
 */
export class SipStreamFramer {
  #buffer = Buffer.alloc(0);
  #used = 0;
  /** How much of the unfinished head has been searched for its end. */
  #searched = 0;
  /** The size of the unfinished message, once its head is complete. */
  #messageBytes: number | null = null;
  #emptyLines = 0;
  #broken = false;

  /** Whether an incomplete message is held. */
  get isMidMessage(): boolean {
    return this.#used > 0;
  }

  /** Takes the next bytes. One push returns at most one ping, however many empty lines it has. */
  push(chunk: Buffer): readonly StreamItem[] {
    const items: StreamItem[] = [];
    let rest = chunk;
    while (rest.length > 0 && !this.#broken) {
      if (this.#used === 0) rest = this.#takeWhole(this.#skipEmptyLines(rest, items), items);
      if (rest.length > 0 && !this.#broken) rest = this.#take(rest, items);
    }
    return items;
  }

  /** Takes the messages that are whole in the chunk without holding them: thousands of small ones may come at once. */
  #takeWhole(chunk: Buffer, items: StreamItem[]): Buffer {
    let rest = chunk;
    while (rest.length > 0 && !this.#broken) {
      const messageBytes = this.#findEnd(rest.subarray(0, MAX_HEAD_BYTES + 1), 0, items);
      if (messageBytes === null || messageBytes > rest.length) return rest;
      items.push({ kind: 'message', bytes: Buffer.from(rest.subarray(0, messageBytes)) });
      rest = this.#skipEmptyLines(rest.subarray(messageBytes), items);
    }
    return rest;
  }

  #skipEmptyLines(chunk: Buffer, items: StreamItem[]): Buffer {
    let at = 0;
    for (; chunk[at] === CR || chunk[at] === LF; at += 1) if (chunk[at] === LF) this.#emptyLines += 1;
    if (this.#emptyLines >= 2 && !items.some((item) => item.kind === 'ping')) items.push({ kind: 'ping' });
    if (this.#emptyLines >= 2 || at < chunk.length) this.#emptyLines = 0;
    return chunk.subarray(at);
  }

  /** Adds the bytes of the current message; returns the bytes after it. */
  #take(chunk: Buffer, items: StreamItem[]): Buffer {
    const room = (this.#messageBytes ?? MAX_HEAD_BYTES + 1) - this.#used;
    const taken = chunk.subarray(0, room);
    this.#append(taken);
    if (this.#messageBytes === null) {
      this.#messageBytes = this.#findEnd(this.#buffer.subarray(0, this.#used), this.#searched, items);
      // The empty line may begin in the last three bytes.
      this.#searched = Math.max(0, this.#used - 3);
    }
    if (this.#messageBytes === null || this.#used < this.#messageBytes) return chunk.subarray(taken.length);
    // More bytes than the message came together with its head: the surplus is returned.
    const surplus = this.#used - this.#messageBytes;
    items.push({ kind: 'message', bytes: Buffer.from(this.#buffer.subarray(0, this.#messageBytes)) });
    this.#reset();
    return chunk.subarray(taken.length - surplus);
  }

  /** The size of the message that `held` begins with, when its head is complete; null before, and when the stream is broken. */
  #findEnd(held: Buffer, searched: number, items: StreamItem[]): number | null {
    const start = bodyStart(held, searched);
    if (start === -1) return held.length > MAX_HEAD_BYTES ? this.#break('head-too-large', held, items) : null;
    const head = held.subarray(0, start);
    const read = readHead(head);
    if (read.ok && !SIP_LINE.test(read.value.startLine)) return this.#break('not-sip', head, items);
    const length = read.ok ? contentLength(read.value.headers) : read;
    if (!length.ok) return this.#break(length.reason, head, items);
    if ((length.value ?? 0) > MAX_BODY_BYTES) return this.#break('body-too-large', head, items);
    return start + (length.value ?? 0);
  }

  #break(reason: string, head: Buffer, items: StreamItem[]): null {
    items.push({ kind: 'broken', reason, head: Buffer.from(head) });
    this.#broken = true;
    this.#reset();
    return null;
  }

  #append(bytes: Buffer): void {
    const needed = this.#used + bytes.length;
    if (needed > this.#buffer.length) {
      const grown = Buffer.alloc(Math.max(needed, this.#buffer.length * 2, FIRST_CAPACITY_BYTES));
      this.#buffer.copy(grown, 0, 0, this.#used);
      this.#buffer = grown;
    }
    bytes.copy(this.#buffer, this.#used);
    this.#used = needed;
  }

  /** Releases the buffer: an idle connection holds no memory. */
  #reset(): void {
    this.#buffer = Buffer.alloc(0);
    this.#used = 0;
    this.#searched = 0;
    this.#messageBytes = null;
  }
}
