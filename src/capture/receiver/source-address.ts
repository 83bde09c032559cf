import { isIPv4, isIPv6 } from 'node:net';

/**
 * An IP address as the four words of its 16 bytes in network order; IPv4 as an IPv4-mapped address (RFC 4291 §2.5.5.2). Numbers
 * that are compared without making a text of each packet's address.
 */
export type AddressWords = Uint32Array;

export const IPV4_MAPPED_WORD = new Uint32Array(Uint8Array.of(0, 0, 0xff, 0xff).buffer)[0]!;

/** Null: not an IP address. */
export function addressWords(text: string): AddressWords | null {
  const bytes = new Uint8Array(16);
  if (isIPv4(text)) {
    bytes.set([0xff, 0xff, ...text.split('.').map(Number)], 10);
  } else if (isIPv6(text)) {
    bytes.set(ipv6Bytes(text.split('%')[0]!));
  } else {
    return null;
  }
  return new Uint32Array(bytes.buffer);
}

export function addressText(words: AddressWords): string {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, 16);
  const isIpv4 = words[0] === 0 && words[1] === 0 && words[2] === IPV4_MAPPED_WORD;
  if (isIpv4) return bytes.subarray(12).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (bytes[index * 2]! << 8) | bytes[index * 2 + 1]!);
  return groups.map((group) => group.toString(16)).join(':');
}

export function isSameAddress(one: AddressWords, other: AddressWords): boolean {
  return one[3] === other[3] && one[2] === other[2] && one[1] === other[1] && one[0] === other[0];
}

/** Of a valid address. */
function ipv6Bytes(text: string): number[] {
  const [before = '', after] = text.split('::');
  const head = groupBytes(before);
  const tail = after === undefined ? [] : groupBytes(after);
  return [...head, ...Array.from({ length: 16 - head.length - tail.length }, () => 0), ...tail];
}

function groupBytes(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
