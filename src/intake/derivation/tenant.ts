import { isId, type TenantId } from '../../base/ids.ts';
import type { Directory, DirectorySource, DirectoryTenant } from '../../tenants/index.ts';
import type { Direction } from '../../recording/index.ts';
import { readAddress } from '../../wire/siprec/index.ts';
import type { Parties } from './parties.ts';
import type { SessionFacts } from './session-facts.ts';
import type { VendorWords } from './vendor-words.ts';

/** Where the operator lets the PBX name the tenant. */
const TENANT_HEADER = 'x-tenant';

export interface TenantQuestion {
  readonly directory: Directory;
  readonly source: DirectorySource;
  readonly facts: SessionFacts;
  readonly words: VendorWords;
  readonly parties: Parties;
}

/** What the numbers alone can tell. */
export interface OwnerQuestion extends Pick<TenantQuestion, 'directory' | 'source'> {
  readonly words: { readonly direction: Direction | null };
  readonly parties: Pick<Parties, 'caller' | 'callee' | 'numbers'>;
}

/**
 * Whose call it is, by the first that answers: the request URI's user or host, the tenant header, the vendor's
 * word, the domains of the parties' addresses, the owner of a number, the source's own tenant.
 */
export function tenantOf(question: TenantQuestion): DirectoryTenant | null {
  const { directory, source, facts, words } = question;
  const called = readAddress(facts.requestUri);
  const names = [
    called?.user,
    called?.host,
    facts.header(TENANT_HEADER),
    ...words.tenantNames,
    ...(facts.metadata?.participants ?? []).flatMap(({ addresses }) =>
      addresses.map((text) => readAddress(text)?.host),
    ),
  ];
  for (const name of names) {
    const tenant = tenantNamed(directory, name ?? '');
    if (tenant !== null) return tenant;
  }
  const ofRequest = called?.number ? directory.ownerOf(called.number) : null;
  return ofRequest ?? ownerOfCall(question) ?? defaultTenant(directory, source);
}

/** A tenant is named by its id, alone or as the first label of a domain (`ID.pbx.example`). */
function tenantNamed(directory: Directory, name: string): DirectoryTenant | null {
  const id = name.trim().toLowerCase().split('.', 1)[0]!;
  return isId(id) ? directory.tenant(id as TenantId) : null;
}

/**
 * Of a call between two tenants the vendor's word of direction tells which one is recorded; failing that the one
 * that is the source's own, then one that has recording on, then the caller's.
 */
export function ownerOfCall({ directory, source, words, parties }: OwnerQuestion): DirectoryTenant | null {
  const side = words.direction === 'outbound' ? parties.caller : words.direction === 'inbound' ? parties.callee : null;
  const told = side === null ? null : directory.ownerOf(side);
  if (told !== null) return told;
  const owners = parties.numbers.map((number) => directory.ownerOf(number)).filter((owner) => owner !== null);
  return (
    owners.find(({ id }) => id === source.defaultTenantId) ??
    owners.find(({ entitled, recordingEnabled }) => entitled && recordingEnabled) ??
    owners[0] ??
    null
  );
}

function defaultTenant(directory: Directory, source: DirectorySource): DirectoryTenant | null {
  return source.defaultTenantId === null ? null : directory.tenant(source.defaultTenantId);
}
