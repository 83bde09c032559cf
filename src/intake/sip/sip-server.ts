import { announcedAddress } from '../../base/announced-address.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Registry } from '../../platform/metrics.ts';
import {
  type HeaderField,
  type Malformed,
  parseMessage,
  type ReceivedMessage,
  writeHostPort,
} from '../../wire/sip/index.ts';
import { CONTACT_FEATURE } from './capabilities.ts';
import { ClientTransactions } from './client-transactions.ts';
import type { Peer } from './peer.ts';
import { StatelessResponses } from './responses.ts';
import { ServerTransactions } from './server-transactions.ts';
import { DEFAULT_SESSION_TIMER, type SessionTimerLimits } from './session-interval.ts';
import { methodLabel, type SipMetrics, sipMetrics } from './sip-metrics.ts';
import type { TlsOptions } from './tls-layer.ts';
import type { Admission, TransactionUser } from './transaction-user.ts';
import { type Send, TransportLayer } from './transport-layer.ts';
import { UasCore } from './uas-core.ts';
import { UnknownSources } from './unknown-sources.ts';

interface Local {
  /** An address, or a name. */
  readonly address: string;
  readonly port: number;
}

interface SipServerOptions {
  /** The IP address to listen on. */
  readonly bind: string;
  /** For UDP and TCP; 0: the system chooses. */
  readonly port: number;
  /** SIP over TLS; null: off. */
  readonly tls?: (TlsOptions & { readonly port: number }) | null;
  /** The IP address or name in Contact and Via. */
  readonly publicAddress: string;
  /** The same for peers with an IPv6 address; null: the other one. */
  readonly publicAddress6?: string | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly user: TransactionUser;
  /** Called with each message of a known source, and each that is sent to anybody. `local`: where we are for that peer. */
  readonly onMessage?: (direction: 'received' | 'sent', bytes: Buffer, peer: Peer, local: Local) => void;
  /** Default: as RFC 4028 recommends. */
  readonly sessionTimer?: SessionTimerLimits;
}

/** A SIP user agent server over UDP, TCP and TLS. Passes INVITEs to its transaction user. */
export class SipServer {
  readonly #options: SipServerOptions;
  readonly #metrics: SipMetrics;
  readonly #transactions: ServerTransactions;
  readonly #clients: ClientTransactions;
  readonly #stateless: StatelessResponses;
  readonly #core: UasCore;
  readonly #unknownSources: UnknownSources;
  #transports: TransportLayer | null = null;

  /** Listens. Rejects with `port-taken`. */
  static async start(options: SipServerOptions): Promise<SipServer> {
    const server = new SipServer(options);
    server.#transports = await TransportLayer.open(options, options.clock, server.#metrics, {
      onMessage: (bytes, peer) => server.#receive(bytes, peer),
      onBrokenStream: (reason, head, peer) => server.#receiveBrokenStream(reason, head, peer),
      isKnownPeer: (peer) => options.user.isAllowedPeer(peer),
      isOverRate: (peer) => !options.user.isAllowedPeer(peer) && server.#unknownSources.isOverRate(peer),
    });
    return server;
  }

  private constructor(options: SipServerOptions) {
    const { clock, log, user } = options;
    const metrics = sipMetrics(options.metrics);
    const send: Send = (bytes, targets) => {
      if (targets[0] !== undefined) this.#note('sent', bytes, targets[0]);
      return this.#transports?.send(bytes, targets) ?? Promise.resolve(false);
    };
    this.#options = options;
    this.#metrics = metrics;
    this.#transactions = new ServerTransactions(clock, metrics, send, (peer) => user.shareOf(peer));
    this.#clients = new ClientTransactions(clock, metrics, send, (target) => this.#ownAddress(target));
    this.#stateless = new StatelessResponses(metrics, send);
    this.#core = new UasCore({
      clock,
      log,
      metrics,
      clients: this.#clients,
      transactions: this.#transactions,
      stateless: this.#stateless,
      contact: (peer, secure) => this.#contact(peer, secure),
      sessionTimer: options.sessionTimer ?? DEFAULT_SESSION_TIMER,
      user,
    });
    this.#unknownSources = new UnknownSources({
      clock,
      log,
      metrics,
      stateless: this.#stateless,
      user,
      isExpected: (request) => this.#core.isExpected(request),
      accept: (message, peer, bytes, admission) => {
        this.#note('received', bytes, peer);
        this.#handle(message, peer, admission);
      },
    });
  }

  /** The port of UDP and TCP. */
  get port(): number {
    return this.#transports?.port ?? 0;
  }

  /** The port of TLS; 0: off. */
  get tlsPort(): number {
    return this.#transports?.tlsPort ?? 0;
  }

  /** Responds to pending INVITEs with 503, drops all dialogs and closes the ports. Call `bye()` of each dialog before. */
  async stop(): Promise<void> {
    this.#core.close();
    this.#transactions.close();
    this.#clients.close();
    const transports = this.#transports;
    this.#transports = null;
    await transports?.close();
  }

  #receive(bytes: Buffer, peer: Peer): void {
    if (!this.#options.user.isAllowedPeer(peer)) return this.#unknownSources.receive(bytes, peer);
    this.#note('received', bytes, peer);
    const parsed = parseMessage(bytes);
    if (parsed.ok) this.#handle(parsed.value, peer);
    else this.#refuseMalformed(parsed.reason, peer);
  }

  #handle(message: ReceivedMessage, peer: Peer, admission: Admission | null = null): void {
    if (message.kind === 'response') return this.#clients.receive(message);
    const { method, callId } = message;
    this.#metrics.requests.inc({ method: methodLabel(method) });
    try {
      this.#core.receive(message, peer, admission);
    } catch (error) {
      // One request must not end the process with all its calls.
      this.#options.log.error({ err: error, method, callId }, 'sip: a request failed and was dropped');
    }
  }

  /** Responds as far as the head can be parsed; the connection is closed in any case. */
  #receiveBrokenStream(reason: string, head: Buffer, peer: Peer): void {
    if (!this.#options.user.isAllowedPeer(peer) && !this.#unknownSources.hasRoom(peer)) return;
    const parsed = parseMessage(head);
    const status = reason === 'body-too-large' || reason === 'head-too-large' ? 413 : 400;
    const answerable = parsed.ok ? parsed.value : (parsed.reason.answerable ?? null);
    this.#refuseMalformed({ reason, status, answerable }, peer);
  }

  /** RFC 3261 §8.2, §21.4.1: responds with 400 if the request says where to; otherwise drops it. */
  #refuseMalformed({ reason, status, answerable }: Malformed, peer: Peer): void {
    this.#metrics.malformed.inc({ reason });
    if (answerable !== null) this.#stateless.send(answerable, peer, { status });
  }

  /** RFC 3261 §26.2.2: "the use of 'transport=tls' has been deprecated" in a SIPS URI, which means TLS by itself. */
  #contact(peer: Peer, secure: boolean): HeaderField {
    const { host, port } = this.#ownAddress(peer);
    const isSips = secure && peer.transport === 'tls';
    const transport = isSips || peer.transport === 'udp' ? '' : `;transport=${peer.transport}`;
    const uri = `${isSips ? 'sips' : 'sip'}:${writeHostPort(host, port)}${transport}`;
    return { name: 'Contact', value: `<${uri}>;${CONTACT_FEATURE}` };
  }

  #note(direction: 'received' | 'sent', bytes: Buffer, peer: Peer): void {
    const { host: address, port } = this.#ownAddress(peer);
    this.#options.onMessage?.(direction, bytes, peer, { address, port });
  }

  #ownAddress({ transport, address }: Peer): { readonly host: string; readonly port: number } {
    return { host: announcedAddress(this.#options, address), port: transport === 'tls' ? this.tlsPort : this.port };
  }
}
