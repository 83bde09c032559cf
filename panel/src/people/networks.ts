/** Digits and dots, or hexadecimal groups; the API reads it exactly. */
const IPV4_NETWORK = /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/;
const IPV6_NETWORK = /^(?=.*:)[\da-f:.]+(\/\d{1,3})?$/i;

/** The first entry that cannot be a network; undefined: all can. */
export function wrongNetwork(networks: readonly string[]): string | undefined {
  return networks.find((text) => !IPV4_NETWORK.test(text.trim()) && !IPV6_NETWORK.test(text.trim()));
}

/** A network of one address, as it is in the list: as typed, or as the API returns it. */
function isOf(network: string, address: string): boolean {
  return [address, `${address}/32`, `${address}/128`].includes(network.trim().toLowerCase());
}

/** Whether the list names this very address. Whether a larger network contains it, the API says when it is saved. */
export function namesAddress(networks: readonly string[], address: string): boolean {
  return networks.some((network) => isOf(network, address.toLowerCase()));
}

/** Whether two lists have the same entries, in any order. */
export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
