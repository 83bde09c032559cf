import { BlockList, isIP } from 'node:net';
import { fail, ok, type Result } from '../../base/result.ts';

/** A network in CIDR notation (RFC 4632, RFC 4291 §2.3), or one address. */
export interface Network {
  readonly address: string;
  readonly prefixBits: number;
  readonly family: Family;
}

export type Family = 'ipv4' | 'ipv6';

export function familyOf(address: string): Family | null {
  // A zone (`fe80::1%eth0`) names an interface of this machine: public addresses have none.
  if (address.includes('%')) return null;
  return ([null, null, null, null, 'ipv4', null, 'ipv6'] as const)[isIP(address)] ?? null;
}

/** Reads `10.0.0.0/8`, `2001:db8::/32` or a single address. Bits after the prefix are ignored. */
export function readNetwork(text: string): Result<Network> {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = familyOf(address);
  if (family === null || rest.length > 0) return fail(`not a network: ${text}`);
  const addressBits = family === 'ipv4' ? 32 : 128;
  if (prefix === undefined) return ok({ address, prefixBits: addressBits, family });
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > addressBits) return fail(`not a prefix length: ${text}`);
  return ok({ address, prefixBits: Number(prefix), family });
}

export function addNetwork(list: BlockList, { address, prefixBits, family }: Network): void {
  list.addSubnet(address, prefixBits, family);
}

export function blockListOf(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network);
  return list;
}

/** Whether an address is in one of the networks. False for a name. */
export function isWithin(networks: readonly Network[], address: string): boolean {
  const family = familyOf(address);
  return family !== null && blockListOf(networks).check(address, family);
}
