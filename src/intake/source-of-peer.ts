import type { Directory, SiprecSource } from '../tenants/index.ts';
import type { Peer } from './sip/peer.ts';

/** The PBX that a peer is: by its certificate, which holds at any address, else by its address. Null: unknown. */
export function sourceOfPeer(
  directory: Pick<Directory, 'sourceAt' | 'sourceWithCertificate'>,
  { address, certificateNames = [] }: Pick<Peer, 'address' | 'certificateNames'>,
): SiprecSource | null {
  for (const name of certificateNames) {
    const source = directory.sourceWithCertificate(name);
    if (source !== null) return source;
  }
  return directory.sourceAt(address);
}
