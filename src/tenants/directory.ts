import type { Clock } from '../base/clock.ts';
import type { SourceId, TenantId } from '../base/ids.ts';
import { fitsNoPlan, type PhoneNumber } from '../base/phone-number.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { AppliedRule, Direction, NoRecordingReason } from '../recording/index.ts';
import { recordingRules } from './recording-rule-rows.ts';
import { decideRecording, type RecordingRule, type RuledCall } from './recording-rules.ts';
import { planIncludesRecording, type ServiceHistory } from './service-history.ts';
import { AddressTable } from './source-address.ts';
import { addressesInDirectory, sourcesWithAddress } from './source-addresses.ts';
import { certificatesOfSources, comparedCertificateName } from './source-certificates.ts';
import type { SiprecSource } from './sources.ts';
import { serviceHistories } from './subscriptions.ts';
import { openSourceDigests } from './source-digests.ts';
import { aliasRows } from './tenant-aliases.ts';
import { nameKey, type TenantName } from './tenant-name.ts';
import { isOwnedAt, type NumberSpan, numberSpans } from './tenant-numbers.ts';

/** Who may record what: one consistent snapshot in memory. */
export interface Directory {
  /**
   * The PBX that sends from this IP address (text form, IPv4 or IPv6): that of the address, else of the network with the longest prefix.
   * Null: unknown, it may not record.
   */
  sourceAt(address: string): SiprecSource | null;
  /** The PBX whose certificate has this name; null: none. */
  sourceWithCertificate(name: string): SiprecSource | null;
  source(id: SourceId): SiprecSource | null;
  /** The PBX that signs in with this user name. */
  sourceOfUser(user: string): SiprecSource | null;
  /** Whether a PBX may sign in from an address that is not known. */
  readonly hasUsersAnywhere: boolean;
  tenant(id: TenantId): DirectoryTenant | null;
  ownerOf(number: PhoneNumber): DirectoryTenant | null;
  /** The tenant that a source calls by this name. A name at this source comes before one at every source. */
  tenantNamed(sourceId: SourceId, name: TenantName): DirectoryTenant | null;
  /** With the owners of numbers as of an instant (Unix ms): a call belongs to who had the number when it started. */
  asOf(at: number): Directory;
}

export interface DirectoryTenant {
  readonly id: TenantId;
  /** Has the hosted PBX service on a plan that includes recording. */
  readonly entitled: boolean;
  /** By the operator, until it is resumed. */
  readonly suspended: boolean;
  readonly recordingEnabled: boolean;
  readonly recordInternal: boolean;
  /** In their order. Missing: none. */
  readonly rules?: readonly RecordingRule[];
}

/** Returns the directory as of now; while the database is unavailable, the last known one. */
export interface DirectoryReader {
  current(): Promise<Directory>;
  /**
   * The same, for requests of unknown senders: all who ask at about the same time share one query, and there is one a second at most,
   * however many ask; between them the last known directory answers. But it rejects while the database is unavailable: who is not in the last
   * known one may have been added.
   */
  currentForMany(): Promise<Directory>;
  /** The directory as it was last read; null before the first read. */
  readonly lastKnown: Directory | null;
}

type SwitchedOff = Extract<NoRecordingReason, 'not-entitled' | 'suspended' | 'recording-off' | 'internal-off'>;

/** Whether calls of the tenant are recorded, by its plan and its switches; if not, why. */
export function mayRecord(tenant: DirectoryTenant, direction: Direction): Result<true, SwitchedOff> {
  if (!tenant.entitled) return fail('not-entitled');
  if (tenant.suspended) return fail('suspended');
  if (!tenant.recordingEnabled) return fail('recording-off');
  if (direction === 'internal' && !tenant.recordInternal) return fail('internal-off');
  return ok(true);
}

/** `undecided`: a rule decides by the parties, which are not known yet. */
export type RecordingDecision =
  | { readonly effect: 'always' | 'on-demand'; readonly rule: AppliedRule | null }
  | { readonly effect: 'never'; readonly reason: SwitchedOff | 'rule'; readonly rule: AppliedRule | null }
  | { readonly effect: 'undecided' };

/** Whether and how a call is recorded: by the tenant's plan and switches first, then by its rules. */
export function recordingDecision(tenant: DirectoryTenant, call: RuledCall): RecordingDecision {
  const permitted = mayRecord(tenant, call.direction);
  if (!permitted.ok) return { effect: 'never', reason: permitted.reason, rule: null };
  const decision = decideRecording(tenant.rules ?? [], call);
  return decision.effect === 'never' ? { effect: 'never', reason: 'rule', rule: decision.rule } : decision;
}

export interface DirectorySnapshot extends Directory {
  readonly version: number;
  /** Whether the secrets of sources could be opened. */
  readonly isComplete: boolean;
}

/** Grows with every change of the directory's content. */
export async function directoryVersion(db: Database): Promise<number> {
  const { version } = await db.selectFrom('directory_version').select('version').executeTakeFirstOrThrow();
  return version;
}

/** `keys`: to open by what sources sign in; null: not needed. Reads the directory as it was at one instant. Services that begin or end later do so by the clock, without a new read. */
export function loadDirectory(
  db: Database,
  clock: Clock,
  keys: Pick<KeyStore, 'get'> | null = null,
): Promise<DirectorySnapshot> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      const version = await directoryVersion(transaction);
      const tenants = await loadTenants(transaction);
      const sources = await loadSources(transaction, keys);
      const certificates = await loadCertificates(transaction, sources.byId);
      const owners = Map.groupBy(await numberSpans(transaction), ({ number }) => number);
      const aliases = await loadAliases(transaction);
      const isComplete = keys === null || [...sources.byUser.values()].every(({ digest }) => digest?.hashes !== null);
      return { version, isComplete, ...directoryOf({ tenants, sources, certificates, owners, aliases }, clock) };
    });
}

interface LoadedTenant {
  readonly id: TenantId;
  readonly hosted_pbx: boolean;
  readonly suspended_at: Date | null;
  readonly recording_enabled: boolean;
  readonly record_internal: boolean;
  readonly history: ServiceHistory;
  readonly rules: readonly RecordingRule[];
}

function directoryOf(
  loaded: {
    readonly tenants: ReadonlyMap<TenantId, LoadedTenant>;
    readonly sources: LoadedSources;
    readonly certificates: ReadonlyMap<string, SiprecSource>;
    readonly owners: ReadonlyMap<string, readonly NumberSpan[]>;
    readonly aliases: ReadonlyMap<string, TenantId>;
  },
  clock: Clock,
): Directory {
  const { tenants, sources, certificates, owners, aliases } = loaded;
  const hasUsersAnywhere = [...sources.byUser.values()].some(({ isAnywhere }) => isAnywhere);
  const tenant = (id: TenantId): DirectoryTenant | null => {
    const found = tenants.get(id);
    return found === undefined ? null : tenantAt(clock.now(), found);
  };
  const ownedAs = (instant: () => number): Directory => ({
    tenant,
    sourceAt: (address) => sources.byAddress.at(address),
    sourceWithCertificate: (name) => certificates.get(comparedCertificateName(name)) ?? null,
    source: (id) => sources.byId.get(id) ?? null,
    sourceOfUser: (user) => sources.byUser.get(user) ?? null,
    hasUsersAnywhere,
    ownerOf: (number) => {
      const at = instant();
      // What fits no plan was stored with `+` until 0.3.
      const spans = owners.get(number) ?? (fitsNoPlan(number) ? owners.get(`+${number}`) : undefined);
      const span = spans?.find((one) => isOwnedAt(one, at));
      return span === undefined ? null : tenant(span.tenantId);
    },
    tenantNamed: (sourceId, name) => {
      const key = nameKey(name);
      const id = aliases.get(aliasKey(sourceId, key)) ?? aliases.get(aliasKey(null, key));
      return id === undefined ? null : tenant(id);
    },
    asOf: (at) => ownedAs(() => at),
  });
  return ownedAs(() => clock.now());
}

function tenantAt(
  nowMs: number,
  { id, hosted_pbx, suspended_at, recording_enabled, record_internal, history, rules }: LoadedTenant,
): DirectoryTenant {
  return {
    id,
    entitled: hosted_pbx && planIncludesRecording(history, nowMs),
    suspended: suspended_at !== null,
    recordingEnabled: recording_enabled,
    recordInternal: record_internal,
    ...(rules.length > 0 && { rules }),
  };
}

async function loadTenants(db: Database): Promise<Map<TenantId, LoadedTenant>> {
  const rows = await db
    .selectFrom('tenants')
    .select(['id', 'hosted_pbx', 'suspended_at', 'recording_enabled', 'record_internal'])
    .execute();
  const histories = await serviceHistories(db);
  const rules = await recordingRules(db);
  return new Map(
    rows.map((row) => [row.id, { ...row, history: histories.get(row.id) ?? [], rules: rules.get(row.id) ?? [] }]),
  );
}

const aliasKey = (sourceId: SourceId | null, key: string): string => `${sourceId ?? '*'} ${key}`;

async function loadAliases(db: Database): Promise<Map<string, TenantId>> {
  const rows = await aliasRows(db);
  return new Map(
    rows.map(({ source_id, kind, compared, tenant_id }) => [aliasKey(source_id, `${kind} ${compared}`), tenant_id]),
  );
}

interface LoadedSources {
  readonly byId: ReadonlyMap<SourceId, SiprecSource>;
  readonly byAddress: AddressTable<SiprecSource>;
  readonly byUser: ReadonlyMap<string, SiprecSource>;
}

/** Those that are not removed. */
async function loadSources(db: Database, keys: Pick<KeyStore, 'get'> | null): Promise<LoadedSources> {
  const rows = await db
    .selectFrom('sources')
    .where('removed_at', 'is', null)
    .select(['id', 'name', 'tenant_id', 'recognition', 'user_to_user_ids', 'time_zone'])
    .execute();
  const addresses = await addressesInDirectory(db);
  const withAddress = await sourcesWithAddress(db);
  const digests = await openSourceDigests(db, keys);
  const sources = rows.map((row): SiprecSource => {
    const { id, name, tenant_id, recognition, user_to_user_ids, time_zone } = row;
    const digest = digests.get(id) ?? null;
    return {
      id,
      name,
      defaultTenantId: tenant_id,
      timeZone: time_zone,
      recognition,
      userToUserIds: user_to_user_ids,
      digest,
      isAnywhere: !withAddress.has(id),
    };
  });
  const byId = new Map(sources.map((source) => [source.id, source]));
  const byAddress = new AddressTable<SiprecSource>();
  for (const { address, source_id } of addresses) {
    const source = byId.get(source_id);
    if (source !== undefined) byAddress.add(address, source);
  }
  const byUser = new Map(sources.flatMap((source) => (source.digest === null ? [] : [[source.digest.user, source]])));
  return { byId, byAddress, byUser };
}

async function loadCertificates(
  db: Database,
  sources: ReadonlyMap<SourceId, SiprecSource>,
): Promise<Map<string, SiprecSource>> {
  const found = new Map<string, SiprecSource>();
  for (const [id, names] of await certificatesOfSources(db)) {
    const source = sources.get(id);
    if (source !== undefined) for (const name of names) found.set(name, source);
  }
  return found;
}
