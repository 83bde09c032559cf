import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/** Small pieces of text are sent together: one packet for each would be slow. */
const TEXT_BATCH_CHARS = 32 * 1024;

/**
 * Writes the body of a response as fast as the client takes it, straight to its connection. At most one piece waits in this
 * process, so a client that does not read holds no more.
 */
export class ResponseWriter {
  readonly #raw: ServerResponse;
  #text = '';
  #closed = false;
  /** Resolves the write that is running. */
  #settle: ((isOpen: boolean) => void) | null = null;

  constructor(raw: ServerResponse) {
    this.#raw = raw;
    this.#closed = raw.destroyed;
    raw.once('close', () => {
      this.#closed = true;
      this.#settle?.(false);
    });
  }

  /** Sends bytes. When it resolves their memory may be used again; false: the client is gone. */
  bytes(chunk: Buffer): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#settle = resolve;
      // Not the return value: the bytes are in use until the system has taken them.
      this.#raw.write(chunk, (error) => resolve(error === null || error === undefined));
    });
  }

  /** Sends text, or keeps it for the next piece. */
  async text(piece: string): Promise<boolean> {
    this.#text += piece;
    if (this.#text.length < TEXT_BATCH_CHARS) return !this.#closed;
    return this.#flush();
  }

  /** The body is complete. */
  async end(): Promise<void> {
    if (this.#text !== '') await this.#flush();
    if (!this.#closed) this.#raw.end();
  }

  /** The body is not complete, and the client sees it: the connection is closed. */
  abort(): void {
    this.#raw.destroy();
  }

  #flush(): Promise<boolean> {
    const batch = Buffer.from(this.#text);
    this.#text = '';
    return this.bytes(batch);
  }
}

/** Sends status and headers; the body is written to what is returned, past Fastify. */
export function sendHead(reply: FastifyReply): FastifyReply['raw'] {
  reply.hijack();
  return reply.raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>);
}
