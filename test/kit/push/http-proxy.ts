import { once } from 'node:events';
import { createServer, type IncomingMessage, request as requestOf, type Server, type ServerResponse } from 'node:http';

/**
 * What becomes of a request: passed on; passed on with the answer lost; never answered; answered by a status and an S3 error; its answer cut, or standing still, after
 * so many bytes of the body; or its body changed by a function.
 */
export type HttpFault =
  | 'pass'
  | 'lost-answer'
  | 'silence'
  | { readonly status: number; readonly code?: string; readonly html?: boolean }
  | { readonly cutAfter: number }
  | { readonly stallAfter: number }
  | { readonly changeSent: (chunk: Buffer) => Buffer };

/** An HTTP proxy before an S3 server on loopback: `fault` decides about each request. */
export class HttpProxy {
  readonly port: number;
  /** Method and path of each request. */
  readonly requests: string[];
  /** Requests that are being answered. */
  readonly open: ReadonlySet<ServerResponse>;
  /** Answers that stand still, or were never begun, and are still waited for. */
  readonly standing: ReadonlySet<ServerResponse>;
  readonly #server: Server;

  private constructor(server: Server, { requests, open, standing }: Pick<HttpProxy, 'requests' | 'open' | 'standing'>) {
    this.#server = server;
    this.requests = requests;
    this.open = open;
    this.standing = standing;
    this.port = (server.address() as { port: number }).port;
  }

  static async start(
    serverPort: number,
    fault: (request: IncomingMessage, number: number) => HttpFault,
  ): Promise<HttpProxy> {
    const requests: string[] = [];
    const open = new Set<ServerResponse>();
    const standing = new Set<ServerResponse>();
    const server = createServer((request, response) => {
      const number = requests.push(`${request.method} ${request.url}`);
      answer({ request, response, serverPort, standing }, fault(request, number));
      open.add(response);
      response.on('close', () => {
        open.delete(response);
        standing.delete(response);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HttpProxy(server, { requests, open, standing });
  }

  get endpoint(): string {
    return `http://localhost:${this.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly serverPort: number;
  readonly standing: Set<ServerResponse>;
}

function answer({ request, response, serverPort, standing }: Exchange, fault: HttpFault): void {
  if (fault === 'silence') {
    standing.add(response);
    return void request.resume();
  }
  if (typeof fault === 'object' && 'status' in fault) {
    request.resume();
    const { status, code = 'InternalError', html = false } = fault;
    const body = html ? '<html><body>502</body></html>' : `<Error><Code>${code}</Code><Message>no</Message></Error>`;
    response.writeHead(status, { 'content-type': html ? 'text/html' : 'application/xml' }).end(body);
    return;
  }
  const { method, url: path, headers } = request;
  const upstream = requestOf({ port: serverPort, host: '127.0.0.1', method, path, headers }, (answered) => {
    if (fault === 'lost-answer') {
      response.destroy();
      return;
    }
    response.writeHead(answered.statusCode!, answered.headers);
    response.flushHeaders();
    passBody(answered, response, fault, () => standing.add(response));
  });
  upstream.on('error', () => response.destroy());
  if (typeof fault === 'object' && 'changeSent' in fault) {
    request.on('data', (chunk: Buffer) => upstream.write(fault.changeSent(chunk))).on('end', () => upstream.end());
  } else request.pipe(upstream);
}

function passBody(from: IncomingMessage, to: ServerResponse, fault: HttpFault, onStall: () => void): void {
  let passed = 0;
  const limit =
    typeof fault === 'object' && 'cutAfter' in fault
      ? fault.cutAfter
      : typeof fault === 'object' && 'stallAfter' in fault
        ? fault.stallAfter
        : Number.POSITIVE_INFINITY;
  from.on('error', () => to.destroy());
  from.on('data', (chunk: Buffer) => {
    if (passed >= limit) return;
    const piece = chunk.subarray(0, limit - passed);
    passed += piece.length;
    to.write(piece, () => {
      if (passed < limit) return;
      if (typeof fault === 'object' && 'cutAfter' in fault) to.destroy();
      else onStall();
    });
  });
  from.on('end', () => {
    if (passed < limit) to.end();
  });
}
