/** How AMR stands in its packets. */
export interface AmrFormat {
  /** RFC 4867 §4.4; otherwise bandwidth-efficient (§4.3). */
  readonly octetAligned: boolean;
}

/** Each changes the payload (RFC 4867 §8.1), and nobody in telephony uses them. */
const UNSUPPORTED = /^(crc|robust-sorting)=1$|^interleaving(=|$)/;

/** By the format parameters of AMR or AMR-WB; null: frames with CRCs, sorted or interleaved, which are not read. */
export function amrFormat(parameters: string | null): AmrFormat | null {
  const each = (parameters ?? '').split(';').map((one) => one.replace(/\s/g, '').toLowerCase());
  return each.some((one) => UNSUPPORTED.test(one)) ? null : { octetAligned: each.includes('octet-align=1') };
}

export function isAmr(name: string): boolean {
  return name === 'AMR' || name === 'AMR-WB';
}
