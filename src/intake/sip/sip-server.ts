import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Registry } from '../../platform/metrics.ts';
import { type HeaderField, type Malformed, parseMessage, writeHostPort } from '../../wire/sip/index.ts';
import { CONTACT_FEATURE } from './capabilities.ts';
import { ClientTransactions } from './client-transactions.ts';
import type { Peer } from './peer.ts';
import { RequestDispatcher } from './request-dispatcher.ts';
import { ServerTransactions } from './server-transactions.ts';
import { Sessions } from './sessions.ts';
import type { SipHandler } from './sip-handler.ts';
import { methodLabel, type SipMetrics, sipMetrics } from './sip-metrics.ts';
import { StatelessAnswers } from './stateless-answers.ts';
import { Transports } from './transports.ts';

export interface SipServerOptions {
  /** The IP address to listen on. */
  readonly bind: string;
  /** For UDP and TCP; 0: the system chooses. */
  readonly port: number;
  /** What Contact and Via announce: an IP address or a name. */
  readonly publicAddress: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly handler: SipHandler;
}

export interface SipServer {
  /** The ports in use, after `start`. */
  readonly address: SipServerAddress;
  /** Rejects with `port-taken`. */
  start(): Promise<void>;
  /**
   * Answers waiting INVITEs with 503, forgets every dialog and closes the ports. End the sessions with `bye()` before,
   * so that the peers know.
   */
  stop(): Promise<void>;
}

export interface SipServerAddress {
  readonly udpPort: number;
  readonly tcpPort: number;
}

/** A SIP user agent server over UDP and TCP. */
export function createSipServer(options: SipServerOptions): SipServer {
  return new ListeningSipServer(options);
}

class ListeningSipServer implements SipServer {
  readonly #options: SipServerOptions;
  readonly #metrics: SipMetrics;
  readonly #transactions: ServerTransactions;
  readonly #clients: ClientTransactions;
  readonly #sessions: Sessions;
  readonly #stateless: StatelessAnswers;
  readonly #dispatcher: RequestDispatcher;
  #transports: Transports | null = null;

  constructor(options: SipServerOptions) {
    const { clock, log, handler } = options;
    const metrics = sipMetrics(options.metrics);
    const send = (bytes: Buffer, peers: readonly Peer[]) =>
      this.#transports?.send(bytes, peers) ?? Promise.resolve(false);
    this.#options = options;
    this.#metrics = metrics;
    this.#transactions = new ServerTransactions(clock, metrics, send);
    this.#clients = new ClientTransactions(clock, metrics, send, () => ({
      host: options.publicAddress,
      port: this.address.udpPort,
    }));
    this.#stateless = new StatelessAnswers(metrics, send);
    const contact = (peer: Peer) => this.#contact(peer);
    this.#sessions = new Sessions({ clock, log, metrics, clients: this.#clients, contact, handler });
    this.#dispatcher = new RequestDispatcher({
      handler,
      metrics,
      transactions: this.#transactions,
      sessions: this.#sessions,
      stateless: this.#stateless,
    });
  }

  get address(): SipServerAddress {
    const port = this.#transports?.port ?? 0;
    return { udpPort: port, tcpPort: port };
  }

  async start(): Promise<void> {
    this.#transports = await Transports.open(this.#options, this.#options.clock, this.#metrics, {
      onMessage: (bytes, peer) => this.#receive(bytes, peer),
      onBroken: (reason, head, peer) => this.#receiveBroken(reason, head, peer),
    });
  }

  async stop(): Promise<void> {
    this.#sessions.close();
    this.#transactions.close();
    this.#clients.close();
    const transports = this.#transports;
    this.#transports = null;
    await transports?.close();
  }

  #receive(bytes: Buffer, peer: Peer): void {
    const parsed = parseMessage(bytes);
    if (!parsed.ok) return this.#refuseMalformed(parsed.reason, peer);
    if (parsed.value.kind === 'response') return this.#clients.receive(parsed.value);
    this.#metrics.requests.inc({ method: methodLabel(parsed.value.method) });
    try {
      this.#dispatcher.dispatch(parsed.value, peer);
    } catch (error) {
      // One message must not take the recorder down with all its calls.
      this.#options.log.error({ err: error }, 'a SIP request could not be handled');
    }
  }

  /** The head says what it can; the stream is lost either way. */
  #receiveBroken(reason: string, head: Buffer, peer: Peer): void {
    const parsed = parseMessage(head);
    const status = reason === 'body-too-large' || reason === 'head-too-large' ? 413 : 400;
    const answerable = parsed.ok ? parsed.value : (parsed.reason.answerable ?? null);
    this.#refuseMalformed({ reason, status, answerable }, peer);
  }

  /** RFC 3261 §8.2, §21.4.1: 400 where the request tells whom to answer; else silence. */
  #refuseMalformed({ reason, status, answerable }: Malformed, peer: Peer): void {
    this.#metrics.malformed.inc({ reason });
    if (answerable !== null) this.#stateless.send(answerable, peer, { status });
  }

  #contact(peer: Peer): HeaderField {
    const address = writeHostPort(this.#options.publicAddress, this.address.udpPort);
    const transport = peer.transport === 'udp' ? '' : `;transport=${peer.transport}`;
    return { name: 'Contact', value: `<sip:${address}${transport}>;${CONTACT_FEATURE}` };
  }
}
