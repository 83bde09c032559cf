import { lookup } from 'node:dns/promises';
import { BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';
import { PushError } from '../push-error.ts';
import { FORBIDDEN_NETWORKS } from './forbidden-networks.ts';
import { addNetwork, type Family, familyOf, type Network, readNetwork } from './network.ts';

/** Keeps customers from reaching into the operator's own network by the address of their "server". */
export interface AddressGuard {
  /**
   * The addresses of a host, each of them allowed, in the order to try them. Connect to these very addresses: a name
   * asked for again may have another answer. Fails with `target-forbidden` if any of them is not allowed, with
   * `unreachable` if there are none.
   */
  resolve(host: string): Promise<readonly string[]>;
}

export interface AddressGuardOptions {
  /** Networks that are allowed although they are the operator's. */
  readonly allowed: readonly Network[];
  /** The operator's networks beside the well-known ones; the addresses of this machine are known by themselves. */
  readonly own?: readonly Network[];
  /** All addresses of a name; the system's resolver unless a test says otherwise. */
  readonly resolveName?: (name: string) => Promise<readonly string[]>;
}

/** Of a longer answer nobody tries all. */
const MAX_ADDRESSES = 8;

export function createAddressGuard({
  allowed,
  own = [],
  resolveName = systemAddresses,
}: AddressGuardOptions): AddressGuard {
  const allowedList = listOf(allowed);
  const forbiddenList = listOf([...wellKnown(), ...own]);
  const isAllowed = (address: string): boolean => {
    const family = familyOf(address);
    if (family === null) return false;
    if (isListed(allowedList, address, family)) return true;
    return !isListed(forbiddenList, address, family) && !isOfThisMachine(address, family);
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

/**
 * An IPv4 address in IPv6's clothes (`::ffff:10.0.0.1`) is known by Node's list as what it is, so that an allowed or
 * forbidden IPv4 network holds for it too.
 */
function isListed(list: BlockList, address: string, family: Family): boolean {
  return list.check(address, family);
}

function isOfThisMachine(address: string, family: Family): boolean {
  const list = new BlockList();
  for (const { address: mine } of Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? [])) {
    const network = readNetwork(mine);
    if (network.ok) addNetwork(list, network.value);
  }
  return isListed(list, address, family);
}

function listOf(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network);
  return list;
}

function wellKnown(): readonly Network[] {
  return FORBIDDEN_NETWORKS.flatMap((text) => {
    const network = readNetwork(text);
    return network.ok ? [network.value] : [];
  });
}
