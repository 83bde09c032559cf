import type { Directory, SiprecSource } from '../tenants/index.ts';
import type { Peer } from './sip/peer.ts';

type Lookup = Pick<Directory, 'sourceAt' | 'sourceWithCertificate'>;

/** The PBX that a peer is: by its certificate, which holds at any address, else by its address. Null: unknown. */
export function sourceOfPeer(directory: Lookup, peer: Pick<Peer, 'address' | 'certificateNames'>): SiprecSource | null {
  return sourceOfCertificate(directory, peer) ?? directory.sourceAt(peer.address);
}

export function sourceOfCertificate(
  directory: Pick<Lookup, 'sourceWithCertificate'>,
  { certificateNames = [] }: Pick<Peer, 'certificateNames'>,
): SiprecSource | null {
  for (const name of certificateNames) {
    const source = directory.sourceWithCertificate(name);
    if (source !== null) return source;
  }
  return null;
}
