import { createMetrics, type Registry } from '../../src/platform/metrics.ts';
import { SipServer } from '../../src/intake/sip/sip-server.ts';
import type {
  DialogEnd,
  IncomingInvite,
  IncomingRequest,
  SipDialog,
  TransactionUser,
} from '../../src/intake/sip/transaction-user.ts';
import type { Peer } from '../../src/intake/sip/peer.ts';
import type { ReceivedRequest } from '../../src/wire/sip/index.ts';
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

  isSameSource = (one: Peer, other: Peer): boolean => one.address === other.address;

  becameAllowed = async (peer: Peer): Promise<boolean> => this.isAllowedPeer(peer);

  onPeerRefused(peer: Peer): void {
    this.refused.push(peer.address);
  }

  isAccepting(): boolean {
    return this.accepting;
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

/** A SIP server on real sockets with a manual clock, and its peers. */
export class SipFixture {
  readonly clock: ManualClock;
  readonly user: FakeTransactionUser;
  readonly metrics: Registry;
  readonly server: SipServer;
  readonly #peers: RawSipPeer[] = [];

  private constructor(deps: Pick<SipFixture, 'clock' | 'user' | 'metrics' | 'server'>) {
    this.clock = deps.clock;
    this.user = deps.user;
    this.metrics = deps.metrics;
    this.server = deps.server;
  }

  static async start(user = new FakeTransactionUser(), bind = '127.0.0.1'): Promise<SipFixture> {
    const [clock, metrics] = [new ManualClock(), createMetrics()];
    const publicAddress = '127.0.0.1';
    const server = await SipServer.start({ bind, port: 0, publicAddress, clock, log: quietLog, metrics, user });
    return new SipFixture({ clock, user, metrics, server });
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
