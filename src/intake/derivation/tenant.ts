import { isShortNumber, type PhoneNumber } from '../../base/phone-number.ts';
import type { Direction } from '../../recording/index.ts';
import type { Directory, DirectorySource, DirectoryTenant } from '../../tenants/index.ts';
import { readAddress } from '../../wire/siprec/index.ts';
import type { Parties } from './parties.ts';
import type { SessionFacts } from './session-facts.ts';
import { type NameEvidence, tenantByName, tenantNamesOf } from './tenant-names.ts';
import type { VendorMetadata } from './vendor-metadata.ts';

interface TenantRequest {
  readonly directory: Directory;
  readonly source: DirectorySource;
  readonly facts: SessionFacts;
  readonly vendor: VendorMetadata;
  readonly parties: Parties;
}

/** What led to the tenant. */
export type TenantEvidence = NameEvidence | 'number' | 'dialled-number' | 'source';

export interface FoundTenant {
  readonly tenant: DirectoryTenant;
  readonly by: TenantEvidence;
}

/**
 * Finds the tenant of a recording session. The first match wins: a name in the PBX's TLS certificate, user or host of the request URI, the tenant header, the
 * vendor's metadata, the party that the vendor says is recorded, the domains of the parties' addresses, the owner of a number, the
 * owner of the dialled number, the source's default tenant.
 */
export function findTenant(request: TenantRequest): FoundTenant | null {
  const { directory, source, facts, vendor, parties } = request;
  const named = firstOf(tenantNamesOf(facts, vendor), (name) => {
    const tenant = tenantByName(directory, source, name);
    return tenant === null ? null : { tenant, by: name.by };
  });
  if (named !== null) return named;
  const ownerOf = (text: string): DirectoryTenant | null => {
    const number = readAddress(text)?.number ?? null;
    return number === null ? null : directory.ownerOf(number);
  };
  const reportedDirection = vendor.direction?.value ?? null;
  const candidates: readonly (readonly [TenantEvidence, () => DirectoryTenant | null])[] = [
    ['request-uri', () => ownerOf(facts.requestUri)],
    ['recorded-party', () => firstOf(vendor.recordedParties, ({ value }) => ownerOf(value))],
    ['number', () => tenantByNumbers({ directory, source, parties, reportedDirection })],
    // The dialled number of an outgoing call may be another tenant's.
    ['dialled-number', () => (reportedDirection === 'outbound' ? null : ownerOf(parties.dialled ?? ''))],
    ['source', () => defaultTenant(directory, source)],
  ];
  return firstOf(candidates, ([by, find]) => {
    const tenant = find();
    return tenant === null ? null : { tenant, by };
  });
}

function firstOf<T, R>(candidates: readonly T[], find: (candidate: T) => R | null): R | null {
  for (const candidate of candidates) {
    const found = find(candidate);
    if (found !== null) return found;
  }
  return null;
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

/** The tenant's own numbers in a call, and the extensions behind them. */
export function ownNumbers(
  directory: Directory,
  tenant: DirectoryTenant,
  { numbers, extensions }: Pick<Parties, 'numbers' | 'extensions'>,
): readonly PhoneNumber[] {
  const own = (number: PhoneNumber): boolean => belongsTo(directory, tenant, number);
  const behind = extensions.filter(({ number }) => own(number)).map(({ extension }) => extension);
  return [...new Set([...numbers.filter(own), ...behind])];
}

/** Whether a number is the tenant's own, or an extension that no other tenant owns. */
function belongsTo(directory: Directory, tenant: DirectoryTenant, number: PhoneNumber | null): boolean {
  if (number === null) return false;
  const owner = directory.ownerOf(number);
  if (owner !== null) return owner.id === tenant.id;
  return isShortNumber(number) && !PUBLIC_SHORT_CODE.test(number);
}
