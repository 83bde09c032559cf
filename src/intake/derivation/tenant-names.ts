import type { Directory, DirectorySource, DirectoryTenant, TenantName } from '../../tenants/index.ts';
import { readAddress } from '../../wire/siprec/index.ts';
import { isId, type TenantId } from '../../base/ids.ts';
import type { SessionFacts } from './session-facts.ts';
import type { VendorMetadata } from './vendor-metadata.ts';

/** The header in which a PBX may name the tenant. */
const TENANT_HEADER = 'x-tenant';

/** What gave a name. */
export type NameEvidence = 'certificate' | 'request-uri' | 'header' | 'vendor' | 'recorded-party' | 'domain';

/** A name as a session gives it. */
interface GivenName extends TenantName {
  readonly by: NameEvidence;
  /** The second part of a name that the session gives whole: BroadWorks groups of one name exist at several service providers. */
  readonly isPart: boolean;
}

/** The names that a session gives its tenant, best first. */
export function tenantNamesOf(facts: SessionFacts, vendor: VendorMetadata): GivenName[] {
  const requestUri = readAddress(facts.requestUri);
  const addresses = (facts.metadata?.participants ?? []).flatMap((participant) => participant.addresses);
  const names: readonly (readonly [TenantName['kind'], NameEvidence, string | null | undefined])[] = [
    ...(facts.certificateNames ?? []).map((name) => ['certificate', 'certificate', name] as const),
    ['request-uri', 'request-uri', requestUri?.user],
    ['request-uri', 'request-uri', requestUri?.host],
    ['header', 'header', facts.header(TENANT_HEADER)],
    ...vendor.tenantNames.map(({ value }) => ['metadata', 'vendor', value] as const),
    ...vendor.recordedParties.map(({ value }) => ['domain', 'recorded-party', readAddress(value)?.host] as const),
    ...addresses.map((text) => ['domain', 'domain', readAddress(text)?.host] as const),
  ];
  const isPart = (kind: string, name: string): boolean =>
    kind === 'metadata' && names.some(([of, , whole]) => of === kind && whole?.endsWith(`/${name}`));
  return names.flatMap(([kind, by, name]) => (name ? [{ kind, name, by, isPart: isPart(kind, name) }] : []));
}

/** The tenant of a name: by its id, alone or as the first label of a domain (`ID.pbx.example`), or by one of its aliases. */
export function tenantByName(directory: Directory, source: DirectorySource, name: GivenName): DirectoryTenant | null {
  const id = name.name.trim().toLowerCase().split('.', 1)[0]!;
  const byId = isId(id) ? directory.tenant(id as TenantId) : null;
  return byId ?? (name.isPart ? null : directory.tenantNamed(source.id, name));
}
