import { createMetrics, type Registry } from '../../src/platform/metrics.ts';
import type { ConnectionOptions } from 'node:tls';
import { SipServer } from '../../src/intake/sip/sip-server.ts';
import type { TlsOptions } from '../../src/intake/sip/tls-layer.ts';
import { CertificateFiles, type CertificatePaths } from '../../src/platform/certificate-files.ts';
import type {
  Admission,
  DialogEnd,
  IncomingInvite,
  IncomingRequest,
  ResponseOptions,
  SipDialog,
  TransactionUser,
} from '../../src/intake/sip/transaction-user.ts';
import { SERVICE_UNAVAILABLE } from '../../src/intake/sip/responses.ts';
import type { Peer } from '../../src/intake/sip/peer.ts';
import type { HeaderField, ReceivedRequest } from '../../src/wire/sip/index.ts';
import { ManualClock } from './manual-clock.ts';
import { quietLog } from './quiet-log.ts';
import { RawSipPeer } from './raw-sip-peer.ts';
import { until } from './until.ts';

/** A transaction user that stores what it receives and responds as a test sets. */
export class FakeTransactionUser implements TransactionUser {
  allowed = true;
  /** Addresses that are not allowed. */
  readonly unknown = new Set<string>();
  /** Addresses of refused INVITEs. */
  readonly refused: string[] = [];
  accepting = true;
  /** Whether INVITEs and changes immediately get a 200. */
  answers = true;
  readonly invites: IncomingInvite[] = [];
  readonly dialogs: SipDialog[] = [];
  readonly changes: IncomingRequest[] = [];
  readonly infos: ReceivedRequest[] = [];
  readonly acks: ReceivedRequest[] = [];
  readonly ends: DialogEnd[] = [];

  isAllowedPeer({ address }: Peer): boolean {
    return this.allowed && !this.unknown.has(address);
  }

  admit(_: ReceivedRequest, peer: Peer): Admission {
    return this.isAllowedPeer(peer) ? { admitted: true, signIn: null } : { admitted: false, response: { status: 403 } };
  }

  isSameSource = (one: Peer, other: Peer): boolean => one.address === other.address;

  shareOf = ({ address }: Peer): string => address;

  becameAllowed = async (peer: Peer): Promise<boolean> => this.isAllowedPeer(peer);

  onPeerRefused(peer: Peer): void {
    this.refused.push(peer.address);
  }

  load(): readonly HeaderField[] {
    return [{ name: 'X-Recorder-Load', value: '50%' }];
  }

  unavailability(): ResponseOptions | null {
    return this.accepting ? null : SERVICE_UNAVAILABLE;
  }

  onInvite(invite: IncomingInvite): void {
    this.invites.push(invite);
    if (this.answers) this.accept(invite);
  }

  accept(invite: IncomingInvite): SipDialog | null {
    const dialog = invite.accept(
      { content: { type: 'application/sdp', body: 'v=0\r\n' } },
      {
        onChange: (change) => {
          this.changes.push(change);
          if (this.answers) change.respond({ status: 200, isOffer: change.request.body.length === 0 });
        },
        onInfo: (request) => this.infos.push(request),
        onAck: (ack) => this.acks.push(ack),
        onEnd: (reason) => this.ends.push(reason),
        offer: () => ({ type: 'application/sdp', body: 'v=0\r\no=ours\r\n' }),
      },
    );
    if (dialog !== null) this.dialogs.push(dialog);
    return dialog;
  }
}

interface FixtureTls {
  readonly paths: Omit<CertificatePaths, 'settings'>;
  readonly clientCertificates?: TlsOptions['clientCertificates'];
  readonly verifyPeers?: boolean;
}

function tlsOptions(
  { paths, clientCertificates = 'off', verifyPeers = true }: FixtureTls,
  clock: ManualClock,
  metrics: Registry,
) {
  const files = { service: 'sips', paths: { ...paths, settings: 'test' }, clock, log: quietLog, metrics } as const;
  return { port: 0, certificate: new CertificateFiles(files), clientCertificates, verifyPeers };
}

/** A SIP server on real sockets with a manual clock, and its peers. */
export class SipFixture {
  readonly clock: ManualClock;
  readonly user: FakeTransactionUser;
  readonly metrics: Registry;
  readonly server: SipServer;
  /** Where the server was for the peer of its last message. */
  local: { readonly address: string; readonly port: number } | null = null;
  readonly #peers: RawSipPeer[] = [];

  private constructor(deps: Pick<SipFixture, 'clock' | 'user' | 'metrics' | 'server'>) {
    this.clock = deps.clock;
    this.user = deps.user;
    this.metrics = deps.metrics;
    this.server = deps.server;
  }

  static async start(
    user = new FakeTransactionUser(),
    bind = '127.0.0.1',
    tls: FixtureTls | null = null,
  ): Promise<SipFixture> {
    const [clock, metrics] = [new ManualClock(), createMetrics()];
    const addresses = { publicAddress: '127.0.0.1', publicAddress6: bind === '127.0.0.1' ? null : '::1' };
    const server = await SipServer.start({
      bind,
      port: 0,
      ...addresses,
      clock,
      log: quietLog,
      metrics,
      user,
      onMessage: (_direction, _bytes, _peer, local) => (fixture.local = local),
      ...(tls !== null && { tls: tlsOptions(tls, clock, metrics) }),
    });
    const fixture = new SipFixture({ clock, user, metrics, server });
    return fixture;
  }

  async tlsPeer(options: ConnectionOptions = {}): Promise<RawSipPeer> {
    const peer = await RawSipPeer.openTls(this.server.tlsPort, options);
    this.#peers.push(peer);
    return peer;
  }

  /** A peer that sends from a loopback address. */
  async peer(transport: 'udp' | 'tcp', localAddress = '127.0.0.1'): Promise<RawSipPeer> {
    const peer = await RawSipPeer.open(transport, this.server.port, '127.0.0.1', localAddress);
    this.#peers.push(peer);
    return peer;
  }

  /** The value of a counter or gauge, of one label where given. */
  async metric(name: string, label?: string): Promise<number> {
    const values = (await this.metrics.getSingleMetric(`fonoteka_sip_${name}`)!.get()).values;
    const wanted = values.filter(
      ({ labels }) => label === undefined || Object.values(labels).map(String).includes(label),
    );
    return wanted.reduce((sum, { value }) => sum + value, 0);
  }

  /** Resolves when the server has received `count` requests of a method. */
  async requests(method: string, count: number): Promise<void> {
    await until(`${count} ${method}`, async () => (await this.metric('requests_total', method)) >= count);
  }

  async stop(): Promise<void> {
    for (const peer of this.#peers) peer.close();
    await this.server.stop();
  }
}
