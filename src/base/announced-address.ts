/** Where the recorder is for its peers. */
export interface PublicAddresses {
  readonly publicAddress: string;
  /** For IPv6; null, missing or empty: there is none of its own. */
  readonly publicAddress6?: string | null;
}

/** The address that a peer gets, of the family of its own address. */
export function announcedAddress({ publicAddress, publicAddress6 }: PublicAddresses, peerAddress: string): string {
  return publicAddress6 && peerAddress.includes(':') ? publicAddress6 : publicAddress;
}
