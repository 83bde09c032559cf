/**
 * Where a session names its tenant: `request-uri` user or host of its request URI, `header` the tenant header, `metadata` the vendor's
 * own elements (BroadWorks’ serviceProviderID/groupID, Metaswitch’s businessGroup, Oracle’s realm), `domain` the domains of the
 * parties' addresses, `certificate` a name in the PBX's TLS certificate.
 */
export const TENANT_NAME_KINDS = ['metadata', 'header', 'request-uri', 'domain', 'certificate'] as const;
export type TenantNameKind = (typeof TENANT_NAME_KINDS)[number];

/** A tenant's name as a source gives it. */
export interface TenantName {
  readonly kind: TenantNameKind;
  readonly name: string;
}

/** Vendors' names of groups have up to some dozens of characters, domains up to 253. */
export const MAX_TENANT_NAME_CHARS = 253;

const NAMES_OF_HOSTS: ReadonlySet<TenantNameKind> = new Set(['domain', 'request-uri', 'certificate']);

/** A name as it is compared: without regard to case, to spaces at its ends, and to their number; a domain without its last dot. */
export function comparedName({ kind, name }: TenantName): string {
  const plain = name.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
  return NAMES_OF_HOSTS.has(kind) ? plain.replace(/\.$/, '') : plain;
}

/** One text for each kind and compared name. */
export function nameKey(name: TenantName): string {
  return `${name.kind} ${comparedName(name)}`;
}
