import { fail, ok, type Result } from '../../base/result.ts';
import { isShortNumber, type PhoneNumber } from '../../base/phone-number.ts';
import { type CallFlag, type Channel, type Direction, NO_TENANT } from '../../recording/index.ts';
import type { Directory, DirectorySource, DirectoryTenant, TenantName } from '../../tenants/index.ts';
import { deriveParties } from './parties.ts';
import { correlationIdOf, type SessionFacts } from './session-facts.ts';
import { belongsTo, deriveDirection, findTenant } from './tenant.ts';
import { tenantByName, tenantNamesOf } from './tenant-names.ts';
import { readVendorMetadata } from './vendor-metadata.ts';

/** A call as derived from its recording session. */
export interface DerivedCall {
  readonly tenant: DirectoryTenant;
  readonly direction: Direction;
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  /** The tenant's own numbers in the call: extensions and public numbers. */
  readonly extensions: readonly PhoneNumber[];
  readonly correlationId: string | null;
  /** Of each recorded stream, in the order of the m-lines. */
  readonly channels: readonly Channel[];
  readonly flags: readonly CallFlag[];
}

/**
 * Derives tenant, parties, direction and channels. `knownTenant` is the tenant found when the session was opened: later
 * metadata does not move a call to another customer.
 */
export function deriveCall(
  directory: Directory,
  source: DirectorySource,
  facts: SessionFacts,
  knownTenant?: DirectoryTenant,
): Result<DerivedCall, 'tenant-unknown'> {
  const vendor = readVendorMetadata(facts.metadata);
  const parties = deriveParties(facts, vendor);
  const tenant = knownTenant ?? findTenant({ directory, source, facts, vendor, parties });
  if (tenant === null) return fail('tenant-unknown');
  const { direction, guessed } = deriveDirection({ directory, tenant, parties, reportedDirection: vendor.direction });
  return ok({
    tenant,
    direction,
    caller: parties.caller,
    callee: parties.callee,
    extensions: parties.numbers.filter((number) => belongsTo(directory, tenant, number)),
    correlationId: correlationIdOf(facts, vendor),
    channels: parties.channels,
    flags: [
      ...flag('direction-guessed', guessed),
      ...flag('parties-guessed', parties.guessed),
      ...flag('metadata-malformed', facts.metadataMalformed),
      ...flag('metadata-missing', facts.metadata === null && !facts.metadataMalformed),
      ...flag('mixed-stream', parties.channels.includes('mixed')),
    ],
  });
}

/** A tenant that records nothing, in the place of one that is not known yet. */
const NOBODY: DirectoryTenant = {
  id: NO_TENANT,
  entitled: false,
  suspended: false,
  recordingEnabled: false,
  recordInternal: false,
};

/** A call whose tenant is not known yet. */
export function deriveUndecidedCall(directory: Directory, source: DirectorySource, facts: SessionFacts): DerivedCall {
  const derived = deriveCall(directory, source, facts, NOBODY);
  if (!derived.ok) throw new Error('a call of a known tenant is derived');
  return derived.value;
}

/** Whether nothing in a session but the source's default names its tenant. */
export function isOnlyDefault(directory: Directory, source: DirectorySource, facts: SessionFacts): boolean {
  return source.defaultTenantId !== null && !deriveCall(directory, { ...source, defaultTenantId: null }, facts).ok;
}

/**
 * Whether a session names two parties. A PBX that knows them only later first sends none, one party twice, or placeholders without a
 * public number.
 */
export function arePartiesKnown(facts: SessionFacts): boolean {
  const { caller, callee } = deriveParties(facts, readVendorMetadata(facts.metadata));
  return caller !== null && callee !== null && caller !== callee && !(isShortNumber(caller) && isShortNumber(callee));
}

/**
 * The names of a session that no tenant has and that an operator should give to one: every name of a call without a tenant; of a call
 * that fell to the source's default tenant those by which PBXs name nothing but tenants.
 */
export function unknownTenantNames(
  directory: Directory,
  source: DirectorySource,
  facts: SessionFacts,
  tenant: DirectoryTenant | null,
): readonly TenantName[] {
  if (tenant !== null && tenant.id !== source.defaultTenantId) return [];
  const given = tenantNamesOf(facts, readVendorMetadata(facts.metadata));
  if (given.some((name) => tenantByName(directory, source, name) !== null)) return [];
  const names = given.filter(({ isPart }) => !isPart);
  return tenant === null ? names : names.filter(({ kind }) => kind === 'metadata' || kind === 'header');
}

function flag(name: CallFlag, set: boolean): CallFlag[] {
  return set ? [name] : [];
}
