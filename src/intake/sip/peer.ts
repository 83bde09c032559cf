/** TLS will be a third transport behind the same port. */
export type TransportName = 'udp' | 'tcp';

/** Where a message came from or goes to. */
export interface Peer {
  readonly transport: TransportName;
  /** An IP address; an IPv4 one never in its IPv6-mapped form. */
  readonly address: string;
  readonly port: number;
}
