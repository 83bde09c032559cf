/** An address as it stands in a URL (RFC 3986 §3.2.2). */
export function hostInUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
