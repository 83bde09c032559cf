import { isShortNumber, type PhoneNumber } from '../../base/phone-number.ts';
import type { Direction } from '../../recording/index.ts';
import type { Directory, DirectorySource, DirectoryTenant } from '../../tenants/index.ts';
import { readAddress } from '../../wire/siprec/index.ts';
import type { Parties } from './parties.ts';
import type { SessionFacts } from './session-facts.ts';
import { tenantByName, tenantNamesOf } from './tenant-names.ts';
import type { VendorMetadata } from './vendor-metadata.ts';

interface TenantRequest {
  readonly directory: Directory;
  readonly source: DirectorySource;
  readonly facts: SessionFacts;
  readonly vendor: VendorMetadata;
  readonly parties: Parties;
}

/**
 * Finds the tenant of a recording session. The first match wins: user or host of the request URI, the tenant header, the
 * vendor's metadata, the domains of the parties' addresses, the owner of a number, the source's default tenant.
 */
export function findTenant(request: TenantRequest): DirectoryTenant | null {
  const { directory, source, facts, vendor, parties } = request;
  for (const name of tenantNamesOf(facts, vendor)) {
    const tenant = tenantByName(directory, source, name);
    if (tenant !== null) return tenant;
  }
  const requestUri = readAddress(facts.requestUri);
  const ofRequestUri = requestUri?.number ? directory.ownerOf(requestUri.number) : null;
  return (
    ofRequestUri ??
    tenantByNumbers({ directory, source, parties, reportedDirection: vendor.direction }) ??
    defaultTenant(directory, source)
  );
}

interface NumbersRequest {
  readonly directory: Directory;
  readonly source: DirectorySource;
  readonly parties: Pick<Parties, 'caller' | 'callee' | 'numbers'>;
  readonly reportedDirection: Direction | null;
}

/**
 * The tenant that owns a number of the call. Between two tenants the reported direction decides which side is recorded;
 * without it the source's default tenant, then one that has recording on, then the caller's.
 */
export function tenantByNumbers(request: NumbersRequest): DirectoryTenant | null {
  const { directory, source, parties, reportedDirection } = request;
  const side =
    reportedDirection === 'outbound' ? parties.caller : reportedDirection === 'inbound' ? parties.callee : null;
  const ofSide = side === null ? null : directory.ownerOf(side);
  if (ofSide !== null) return ofSide;
  const owners = parties.numbers.map((number) => directory.ownerOf(number)).filter((owner) => owner !== null);
  return (
    owners.find(({ id }) => id === source.defaultTenantId) ??
    owners.find(({ entitled, suspended, recordingEnabled }) => entitled && !suspended && recordingEnabled) ??
    owners[0] ??
    null
  );
}

function defaultTenant(directory: Directory, source: DirectorySource): DirectoryTenant | null {
  return source.defaultTenantId === null ? null : directory.tenant(source.defaultTenantId);
}

interface DirectionRequest {
  readonly directory: Directory;
  readonly tenant: DirectoryTenant;
  readonly parties: Pick<Parties, 'caller' | 'callee'>;
  readonly reportedDirection: Direction | null;
}

interface DerivedDirection {
  readonly direction: Direction;
  /** Neither the numbers nor the PBX gave the direction; `inbound` is the default. */
  readonly guessed: boolean;
}

/**
 * The direction as the tenant sees it. A call between two numbers of the tenant is internal whatever the PBX reports:
 * the PBX reports who placed the call, not where the other party is.
 */
export function deriveDirection(request: DirectionRequest): DerivedDirection {
  const { directory, tenant, parties, reportedDirection } = request;
  const isCallerOfTenant = belongsTo(directory, tenant, parties.caller);
  const isCalleeOfTenant = belongsTo(directory, tenant, parties.callee);
  if (isCallerOfTenant && isCalleeOfTenant) return { direction: 'internal', guessed: false };
  if (reportedDirection !== null) return { direction: reportedDirection, guessed: false };
  if (isCallerOfTenant) return { direction: 'outbound', guessed: false };
  return { direction: 'inbound', guessed: !isCalleeOfTenant };
}

/**
 * Short numbers of the public network: emergency and service codes of the Polish numbering plan (112, 9xx, 116xxx,
 * 118xxx, 19xxx). Every other short number is an extension of a PBX.
 */
const PUBLIC_SHORT_CODE = /^(112|9\d{2,3}|11[68]\d{3}|19\d{2,3})$/;

/** Whether a number is the tenant's own, or an extension that no other tenant owns. */
export function belongsTo(directory: Directory, tenant: DirectoryTenant, number: PhoneNumber | null): boolean {
  if (number === null) return false;
  const owner = directory.ownerOf(number);
  if (owner !== null) return owner.id === tenant.id;
  return isShortNumber(number) && !PUBLIC_SHORT_CODE.test(number);
}
