import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { TestCertificate } from './certificates.ts';

export interface ReceivedHook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A customer's program that receives web hooks: on loopback, over HTTP, or over HTTPS with a certificate. */
export class HookReceiver {
  readonly received: ReceivedHook[] = [];
  /** How it responds; default: 204. */
  answer: (response: ServerResponse) => void = (response) => response.writeHead(204).end();
  readonly #server: ReturnType<typeof createServer>;
  readonly #isSecure: boolean;

  private constructor(certificate: TestCertificate | null) {
    const receive: RequestListener = (request, response) => void this.#receive(request, response);
    this.#isSecure = certificate !== null;
    this.#server =
      certificate === null
        ? createServer(receive)
        : createSecureServer(
            { key: readFileSync(certificate.key), cert: readFileSync(certificate.certificate) },
            receive,
          );
  }

  static async start(certificate: TestCertificate | null = null): Promise<HookReceiver> {
    const receiver = new HookReceiver(certificate);
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return this.urlAt(this.#isSecure ? 'localhost' : '127.0.0.1');
  }

  urlAt(host: string): string {
    const { port } = this.#server.address() as { port: number };
    return `${this.#isSecure ? 'https' : 'http'}://${host}:${port}/nagrania?klient=7`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #receive(...[request, response]: Parameters<RequestListener>): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.received.push({ path: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() });
    this.answer(response);
  }
}
