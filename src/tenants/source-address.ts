import { isIP } from 'node:net';
import { fail, ok, type Result } from '../base/result.ts';
import { readIpAddress } from '../base/ip-address.ts';

/** How an operator says where a source's SIPREC sessions come from. */
export interface SourceAddress {
  readonly kind: 'address' | 'network' | 'name';
  /** In one spelling: `192.0.2.1`, `10.0.0.0/8`, `sbc.example`. */
  readonly text: string;
}

/**
 * The shortest prefixes. Everybody in a source's network may record, so one that is larger than any provider's is an error.
 * A source without a fixed address proves by digest authentication who it is, and needs no network.
 */
const MIN_PREFIX_BITS = { 4: 8, 6: 24 } as const;
const ADDRESS_BITS = { 4: 32, 6: 128 } as const;

/** RFC 1035 §2.3.4. */
export const MAX_HOST_NAME_CHARS = 253;
/** RFC 1123 §2.1; `_` is in use all the same. */
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

type Fault = 'address-invalid' | 'source-network-too-large' | 'source-network-inexact';

/** Reads an IP address, a network in CIDR notation (RFC 4632, RFC 4291 §2.3) or a DNS name. The reason is an error's code. */
export function readSourceAddress(given: string): Result<SourceAddress, Fault> {
  const text = given.trim().toLowerCase();
  const address = readIpAddress(text);
  if (address !== null) return ok({ kind: 'address', text: address });
  return text.includes('/') ? readNetwork(text) : readHostName(text);
}

function readNetwork(text: string): Result<SourceAddress, Fault> {
  const [base = '', prefix = '', ...rest] = text.split('/');
  const address = readIpAddress(base);
  if (address === null || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return fail('address-invalid');
  const family = isIP(address) as 4 | 6;
  const bits = Number(prefix);
  // An IPv4 network mapped into IPv6 has another prefix than it seems.
  if (family !== isIP(base) || bits > ADDRESS_BITS[family]) return fail('address-invalid');
  if (bits === ADDRESS_BITS[family]) return ok({ kind: 'address', text: address });
  if (bits < MIN_PREFIX_BITS[family]) return fail('source-network-too-large');
  const hostBits = BigInt(ADDRESS_BITS[family] - bits);
  const value = addressBits(address);
  if ((value >> hostBits) << hostBits !== value) return fail('source-network-inexact');
  return ok({ kind: 'network', text: `${address}/${bits}` });
}

function readHostName(text: string): Result<SourceAddress, Fault> {
  const name = text.replace(/\.$/, '');
  const labels = name.split('.');
  const isName = name.length <= MAX_HOST_NAME_CHARS && labels.every((label) => LABEL.test(label));
  // A last label of digits is a mistyped address (RFC 3696 §2).
  if (!isName || /^\d+$/.test(labels.at(-1)!)) return fail('address-invalid');
  return ok({ kind: 'name', text: name });
}

interface Prefix {
  readonly family: 4 | 6;
  readonly bits: number;
}

/** Finds by an address what belongs to it: the address itself, or the network with the longest prefix. */
export class AddressTable<T> {
  readonly #addresses = new Map<string, T>();
  readonly #networks = new Map<string, T>();
  /** Those in use, the longest first. */
  readonly #prefixes: Prefix[] = [];

  /** As `readSourceAddress` returns it; no name. What is there stays. */
  add(text: string, value: T): void {
    const [address = '', prefix] = text.split('/');
    if (prefix === undefined) return void (this.#addresses.has(address) || this.#addresses.set(address, value));
    const { family, bits } = { family: isIP(address) as 4 | 6, bits: Number(prefix) };
    const key = maskedKey(addressBits(address), bits, family);
    if (!this.#networks.has(key)) this.#networks.set(key, value);
    if (this.#prefixes.some((one) => one.family === family && one.bits === bits)) return;
    this.#prefixes.push({ family, bits });
    this.#prefixes.sort((one, other) => other.bits - one.bits);
  }

  /** `address`: in any spelling. */
  at(address: string): T | null {
    const known = this.#addresses.get(address);
    if (known !== undefined) return known;
    const canonical = readIpAddress(address);
    if (canonical === null) return null;
    return this.#addresses.get(canonical) ?? this.#within(canonical);
  }

  #within(address: string): T | null {
    if (this.#prefixes.length === 0) return null;
    const [family, value] = [isIP(address), addressBits(address)];
    for (const prefix of this.#prefixes) {
      if (prefix.family !== family) continue;
      const found = this.#networks.get(maskedKey(value, prefix.bits, prefix.family));
      if (found !== undefined) return found;
    }
    return null;
  }
}

/** An address as a number. It must be in the spelling of `readIpAddress`. */
function addressBits(address: string): bigint {
  if (isIP(address) === 4) return BigInt(address.split('.').reduce((all, part) => all * 256 + Number(part), 0));
  const [head = '', tail] = address.split('::');
  const [first, last] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - first.length - last.length }, () => '0');
  return BigInt(`0x${[...first, ...zeros, ...last].map((group) => group.padStart(4, '0')).join('')}`);
}

const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));

/** The same for all addresses of a network, and for no other network. */
function maskedKey(address: bigint, bits: number, family: 4 | 6): string {
  return `${family}/${bits} ${address >> BigInt(ADDRESS_BITS[family] - bits)}`;
}
