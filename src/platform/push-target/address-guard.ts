import { lookup } from 'node:dns/promises';
import { BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';
import { addNetwork, blockListOf, type Family, familyOf, type Network, readNetwork } from './network.ts';
import { PushError } from './push-error.ts';

/** Prevents customers from reaching the operator's own network through the address of their "server" (SSRF). */
export interface AddressGuard {
  /**
   * The addresses of a host, in the order to try them, each of them allowed. Connect to exactly these addresses: a second
   * lookup of the name may give another answer. Fails with `target-forbidden` if any of them is not allowed, with
   * `unreachable` if there are none.
   */
  resolve(host: string): Promise<readonly string[]>;
}

interface AddressGuardOptions {
  /** Networks that are allowed although they are the operator's. */
  readonly allowed: readonly Network[];
  /** The operator's networks in addition to the well-known ones. The addresses of this machine are always included. */
  readonly own?: readonly Network[];
  /** Finds all addresses of a name. Default: the system's resolver. */
  readonly resolveName?: (name: string) => Promise<readonly string[]>;
}

/** Of a longer DNS answer only the first ones are tried. */
const MAX_ADDRESSES = 8;

export function createAddressGuard({
  allowed,
  own = [],
  resolveName = systemAddresses,
}: AddressGuardOptions): AddressGuard {
  const allowedList = blockListOf(allowed);
  const forbiddenList = blockListOf([...wellKnownNetworks(), ...own]);
  // `BlockList` treats an IPv4-mapped IPv6 address (`::ffff:10.0.0.1`) as the IPv4 address: IPv4 networks apply to it too.
  const isAllowed = (address: string): boolean => {
    const family = familyOf(address);
    if (family === null) return false;
    if (allowedList.check(address, family)) return true;
    return !forbiddenList.check(address, family) && !isOfThisMachine(address, family);
  };
  return {
    async resolve(host) {
      const addresses = familyOf(host) === null ? await addressesOf(host, resolveName) : [host];
      if (!addresses.every(isAllowed)) throw new PushError('target-forbidden');
      return addresses;
    },
  };
}

async function addressesOf(
  name: string,
  resolveName: (name: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const addresses = await resolveName(name).catch((error: unknown) => {
    throw new PushError('unreachable', undefined, { cause: error });
  });
  if (addresses.length === 0) throw new PushError('unreachable');
  return addresses.slice(0, MAX_ADDRESSES);
}

async function systemAddresses(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

function isOfThisMachine(address: string, family: Family): boolean {
  const list = new BlockList();
  for (const { address: own } of Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? [])) {
    const network = readNetwork(own);
    if (network.ok) addNetwork(list, network.value);
  }
  return list.check(address, family);
}

function wellKnownNetworks(): readonly Network[] {
  return FORBIDDEN_NETWORKS.flatMap((text) => {
    const network = readNetwork(text);
    return network.ok ? [network.value] : [];
  });
}

/**
 * Networks in which no customer's server can be, from IANA's registries of special-purpose addresses (RFC 6890 and its
 * updates). IPv4-mapped IPv6 addresses are not listed, because `BlockList` treats them as IPv4. Other networks that embed
 * an IPv4 address are listed as a whole.
 */
export const FORBIDDEN_NETWORKS: readonly string[] = [
  '0.0.0.0/8', // this host (RFC 1122 §3.2.1.3)
  '10.0.0.0/8', // private (RFC 1918)
  '100.64.0.0/10', // behind a carrier's NAT (RFC 6598)
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local (RFC 3927); clouds answer with secrets here
  '172.16.0.0/12', // private (RFC 1918)
  '192.0.0.0/24', // protocol assignments (RFC 6890)
  '192.0.2.0/24', // documentation (RFC 5737)
  '192.88.99.0/24', // 6to4 relays, deprecated (RFC 7526)
  '192.168.0.0/16', // private (RFC 1918)
  '198.18.0.0/15', // benchmarking (RFC 2544)
  '198.51.100.0/24', // documentation (RFC 5737)
  '203.0.113.0/24', // documentation (RFC 5737)
  '224.0.0.0/4', // multicast (RFC 5771)
  '240.0.0.0/4', // reserved (RFC 1112 §4), limited broadcast (RFC 919)
  '::/96', // unspecified, loopback, IPv4-compatible (RFC 4291 §2.5)
  '64:ff9b::/96', // IPv4 behind NAT64 (RFC 6052)
  '64:ff9b:1::/48', // the same, local (RFC 8215)
  '100::/64', // discarded (RFC 6666)
  '2001::/23', // protocol assignments, Teredo among them (RFC 2928, RFC 4380)
  '2001:db8::/32', // documentation (RFC 3849)
  '2002::/16', // 6to4 (RFC 3056)
  '3fff::/20', // documentation (RFC 9637)
  '5f00::/16', // segment routing (RFC 9602)
  'fc00::/7', // unique local (RFC 4193)
  'fe80::/10', // link-local (RFC 4291 §2.5.6)
  'fec0::/10', // site-local, deprecated (RFC 3879)
  'ff00::/8', // multicast (RFC 4291 §2.7)
];
