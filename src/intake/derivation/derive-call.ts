import { fail, ok, type Result } from '../../base/result.ts';
import { fitsNoPlan, type PhoneNumber } from '../../base/phone-number.ts';
import { type CallFlag, type Channel, type Direction, NO_TENANT } from '../../recording/index.ts';
import type { Directory, DirectoryTenant, SiprecSource, TenantName } from '../../tenants/index.ts';
import { readAddress } from '../../wire/siprec/index.ts';
import { deriveParties, type Parties } from './parties.ts';
import { MAX_PARTIES, type PresentParty } from './party-history.ts';
import { correlationIdOf, type SessionFacts } from './session-facts.ts';
import { deriveDirection, findTenant, ownNumbers } from './tenant.ts';
import { tenantByName, tenantNamesOf } from './tenant-names.ts';
import { readVendorMetadata, type VendorMetadata } from './vendor-metadata.ts';
import type { VendorMapping } from './vendor-mapping.ts';

/** A call as derived from its recording session. */
export interface DerivedCall {
  readonly tenant: DirectoryTenant;
  readonly direction: Direction;
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  /** What the caller dialled, where it is not the callee's number. */
  readonly dialled: string | null;
  /** The tenant's own numbers in the call: extensions and public numbers. */
  readonly extensions: readonly PhoneNumber[];
  readonly correlationId: string | null;
  /** Those who take part now, each once. */
  readonly present: readonly PresentParty[];
  /** Of each recorded stream, in the order of the m-lines. */
  readonly channels: readonly Channel[];
  readonly flags: readonly CallFlag[];
}

export interface DeriveDeps {
  readonly directory: Directory;
  readonly source: SiprecSource;
  /** In this order: the operator's before ours. */
  readonly mappings: readonly VendorMapping[];
}

/**
 * Derives tenant, parties, direction and channels. `knownTenant` is the tenant found when the session was opened: later
 * metadata does not move a call to another customer.
 */
export function deriveCall(
  { directory, source, mappings }: DeriveDeps,
  facts: SessionFacts,
  knownTenant?: DirectoryTenant,
): Result<DerivedCall, 'tenant-unknown'> {
  const vendor = readVendorMetadata(facts, mappings);
  const parties = deriveParties(facts, vendor);
  const tenant = knownTenant ?? findTenant({ directory, source, facts, vendor, parties })?.tenant ?? null;
  if (tenant === null) return fail('tenant-unknown');
  const reportedDirection = reportedDirectionOf(vendor, parties);
  const { direction, guessed } = deriveDirection({ directory, tenant, parties, reportedDirection });
  return ok({
    tenant,
    direction,
    caller: parties.caller,
    callee: parties.callee,
    dialled: parties.dialled,
    extensions: ownNumbers(directory, tenant, parties).slice(0, MAX_PARTIES),
    correlationId: correlationIdOf(facts, vendor, source),
    present: parties.present,
    channels: parties.channels,
    flags: [
      ...flag('direction-guessed', guessed || isCallerUnknown(facts, parties, direction)),
      ...flagsOf(facts, parties),
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
export function deriveUndecidedCall(deps: DeriveDeps, facts: SessionFacts): DerivedCall {
  const derived = deriveCall(deps, facts, NOBODY);
  if (!derived.ok) throw new Error('a call of a known tenant is derived');
  return derived.value;
}

/** The tenant that a request names by its certificate, its URI or a header, whoever the parties are. */
export function tenantOfRequest(
  { directory, source, mappings }: DeriveDeps,
  facts: SessionFacts,
): DirectoryTenant | null {
  const names = tenantNamesOf(facts, readVendorMetadata(facts, mappings));
  const ofRequest = names.filter(({ by }) => by === 'certificate' || by === 'request-uri' || by === 'header');
  const found = ofRequest.map((name) => tenantByName(directory, source, name));
  return found.find((tenant) => tenant !== null) ?? null;
}

/** Whether nothing in a session but the source's default names its tenant. */
export function isOnlyDefault(deps: DeriveDeps, facts: SessionFacts): boolean {
  const { source } = deps;
  return (
    source.defaultTenantId !== null && !deriveCall({ ...deps, source: { ...source, defaultTenantId: null } }, facts).ok
  );
}

/**
 * Whether a session names two parties. A PBX that knows them only later first sends none, one party twice, or placeholders without a
 * public number.
 */
export function arePartiesKnown(facts: SessionFacts, mappings: readonly VendorMapping[]): boolean {
  const { caller, callee, dialled } = deriveParties(facts, readVendorMetadata(facts, mappings));
  const reached = callee ?? dialled;
  const isPublic = [caller, reached].some((number) => number?.startsWith('+') === true);
  return caller !== null && reached !== null && caller !== reached && isPublic;
}

/**
 * The names of a session that no tenant has and that an operator should give to one: every name of a call without a tenant; of a call
 * that fell to the source's default tenant those by which PBXs name nothing but tenants.
 */
export function unknownTenantNames(
  { directory, source, mappings }: DeriveDeps,
  facts: SessionFacts,
  tenant: DirectoryTenant | null,
): readonly TenantName[] {
  if (tenant !== null && tenant.id !== source.defaultTenantId) return [];
  const given = tenantNamesOf(facts, readVendorMetadata(facts, mappings));
  if (given.some((name) => tenantByName(directory, source, name) !== null)) return [];
  const names = given.filter(({ isPart }) => !isPart);
  return tenant === null ? names : names.filter(({ kind }) => kind === 'metadata' || kind === 'header');
}

/** The vendor's word, or which side the party is whom the vendor says is recorded. */
export function reportedDirectionOf(vendor: VendorMetadata, parties: Parties): 'inbound' | 'outbound' | null {
  if (vendor.direction !== null) return vendor.direction.value;
  if (parties.caller === parties.callee) return null;
  const recorded = vendor.recordedParties.map(({ value }) => readAddress(value)?.number ?? null);
  if (parties.caller !== null && recorded.includes(parties.caller)) return 'outbound';
  return parties.callee !== null && recorded.includes(parties.callee) ? 'inbound' : null;
}

/** What is doubtful, whoever the tenant is. */
export function flagsOf(facts: SessionFacts, parties: Parties): CallFlag[] {
  const { metadata, metadataMalformed, byHeaders, labels } = facts;
  return [
    ...flag('parties-guessed', parties.guessed),
    ...flag('number-not-in-plan', parties.numbers.some(fitsNoPlan)),
    ...flag('channels-guessed', parties.channelsGuessed),
    ...flag('metadata-malformed', metadataMalformed || (metadata?.repeatedIds.length ?? 0) > 0),
    ...flag('metadata-missing', metadata === null && !metadataMalformed),
    ...flag('mixed-stream', parties.channels.includes('mixed')),
    // The session with the other voice has not come.
    ...flag('leg-silent', byHeaders === 'one-way' && new Set(labels).size === 1),
  ];
}

/** The order of the parties is a guess, and with it the direction, unless both are the tenant's. */
export function isCallerUnknown({ byHeaders }: SessionFacts, parties: Parties, direction: Direction): boolean {
  return byHeaders !== undefined && parties.guessed && direction !== 'internal';
}

function flag(name: CallFlag, set: boolean): CallFlag[] {
  return set ? [name] : [];
}
