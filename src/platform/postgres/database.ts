import { type Kysely, sql } from 'kysely';
import type { CancellationRequestsTable, PricesTable, StatementsTable, SubscriptionsTable } from './billing-tables.ts';
import type {
  CallEventsTable,
  CallHookDeliveriesTable,
  CallHooksTable,
  CallMailRulesTable,
} from './call-event-tables.ts';
import type {
  PackageFilesTable,
  PackagesTable,
  PushHooksTable,
  PushSshKeysTable,
  PushTargetsTable,
} from './delivery-tables.ts';
import type {
  CallsTable,
  DestructionLogTable,
  LegalHoldsTable,
  CallPartiesTable,
  LiveCallsTable,
  LiveControlsTable,
  RecorderLeasesTable,
  RecordersTable,
  RecordingsTable,
  PersonalDataStartsTable,
  RetentionPausesTable,
  RetentionRunsTable,
  StuckCallsTable,
  TakenOverRecordingsTable,
} from './recording-tables.ts';
import type {
  CallsToIndexTable,
  CallTermsTable,
  PhoneBookTable,
  SavedSearchesTable,
  SeenNumbersTable,
} from './search-tables.ts';
import type { CallNotesTable, CallReviewsTable, CallTagsTable, LiveMarksTable } from './note-tables.ts';
import type { RodoPackagesTable, RodoRequestsTable } from './rodo-tables.ts';
import type {
  AuditChainsTable,
  EvidenceKeysTable,
  AuditEventsTable,
  BrandingPicturesTable,
  BrandingTable,
  JobRunsTable,
  MachineReportsTable,
  MailsTable,
  SftpHostKeysTable,
  StoreCopiesTable,
  StoresTable,
} from './system-tables.ts';
import type {
  RefusedUploadsTable,
  SessionTracePartsTable,
  SessionTracesTable,
  SourceAddressesTable,
  SourceCertificatesTable,
  SourceDigestsTable,
  SourceKeysTable,
  SourceNameAddressesTable,
  SourceNamesTable,
  SourceRecordsTable,
  SourceStatisticsTable,
  SourcesTable,
} from './source-tables.ts';
import type {
  FailedFileSignInsTable,
  FileCredentialKeysTable,
  FileCredentialsTable,
  FileSessionsTable,
} from './file-access-tables.ts';
import type {
  ApiKeysTable,
  CustomerNotesTable,
  DirectoryVersionTable,
  EndedTenantNumbersTable,
  FtpAccountsTable,
  LastSeenTable,
  ListeningGrantsTable,
  NumberGroupsTable,
  PlansTable,
  RecordingRulesTable,
  ShareLinksTable,
  ShareVisitsTable,
  TenantAliasesTable,
  TenantContactsTable,
  TenantNumbersTable,
  TenantsTable,
  UnknownTenantNamesTable,
} from './tenant-tables.ts';
import type {
  AccountLinksTable,
  AccountNoticesTable,
  KnownSignInsTable,
  OidcIdentitiesTable,
  OidcProvidersTable,
  SessionsTable,
  SignInChallengesTable,
  UserNumberGroupsTable,
  UserPasskeysTable,
  UserRecoveryCodesTable,
  UserTotpTable,
  UsersTable,
} from './user-tables.ts';

/** The database or a transaction in it. Every query starts from it. */
export type Database = Kysely<Schema>;

/** All tables. Instants are `timestamptz`, read and written as Date. Every table with a tenant's data has `tenant_id`. */
export interface Schema {
  plans: PlansTable;
  tenants: TenantsTable;
  tenant_numbers: TenantNumbersTable;
  number_groups: NumberGroupsTable;
  recording_rules: RecordingRulesTable;
  user_number_groups: UserNumberGroupsTable;
  ended_tenant_numbers: EndedTenantNumbersTable;
  users: UsersTable;
  account_links: AccountLinksTable;
  known_sign_ins: KnownSignInsTable;
  account_notices: AccountNoticesTable;
  user_totp: UserTotpTable;
  user_passkeys: UserPasskeysTable;
  user_recovery_codes: UserRecoveryCodesTable;
  sessions: SessionsTable;
  oidc_providers: OidcProvidersTable;
  oidc_identities: OidcIdentitiesTable;
  sign_in_challenges: SignInChallengesTable;
  ftp_accounts: FtpAccountsTable;
  file_credentials: FileCredentialsTable;
  file_credential_keys: FileCredentialKeysTable;
  file_sessions: FileSessionsTable;
  failed_file_sign_ins: FailedFileSignInsTable;
  sources: SourcesTable;
  source_addresses: SourceAddressesTable;
  source_names: SourceNamesTable;
  source_name_addresses: SourceNameAddressesTable;
  source_certificates: SourceCertificatesTable;
  source_digests: SourceDigestsTable;
  source_keys: SourceKeysTable;
  session_traces: SessionTracesTable;
  session_trace_parts: SessionTracePartsTable;
  refused_uploads: RefusedUploadsTable;
  source_statistics: SourceStatisticsTable;
  source_records: SourceRecordsTable;
  tenant_aliases: TenantAliasesTable;
  unknown_tenant_names: UnknownTenantNamesTable;
  last_seen: LastSeenTable;
  api_keys: ApiKeysTable;
  directory_version: DirectoryVersionTable;
  calls: CallsTable;
  recordings: RecordingsTable;
  call_parties: CallPartiesTable;
  call_terms: CallTermsTable;
  seen_numbers: SeenNumbersTable;
  calls_to_index: CallsToIndexTable;
  phone_book: PhoneBookTable;
  saved_searches: SavedSearchesTable;
  call_notes: CallNotesTable;
  call_tags: CallTagsTable;
  call_reviews: CallReviewsTable;
  audit_events: AuditEventsTable;
  audit_chains: AuditChainsTable;
  subscriptions: SubscriptionsTable;
  tenant_contacts: TenantContactsTable;
  prices: PricesTable;
  statements: StatementsTable;
  mails: MailsTable;
  cancellation_requests: CancellationRequestsTable;
  legal_holds: LegalHoldsTable;
  destruction_log: DestructionLogTable;
  retention_runs: RetentionRunsTable;
  personal_data_starts: PersonalDataStartsTable;
  retention_pauses: RetentionPausesTable;
  job_runs: JobRunsTable;
  recorders: RecordersTable;
  live_calls: LiveCallsTable;
  live_controls: LiveControlsTable;
  live_marks: LiveMarksTable;
  recorder_leases: RecorderLeasesTable;
  taken_over_recordings: TakenOverRecordingsTable;
  stores: StoresTable;
  store_copies: StoreCopiesTable;
  sftp_host_keys: SftpHostKeysTable;
  evidence_keys: EvidenceKeysTable;
  stuck_calls: StuckCallsTable;
  push_targets: PushTargetsTable;
  push_ssh_keys: PushSshKeysTable;
  packages: PackagesTable;
  package_files: PackageFilesTable;
  push_hooks: PushHooksTable;
  call_events: CallEventsTable;
  call_hooks: CallHooksTable;
  call_hook_deliveries: CallHookDeliveriesTable;
  call_mail_rules: CallMailRulesTable;
  rodo_requests: RodoRequestsTable;
  rodo_packages: RodoPackagesTable;
  listening_grants: ListeningGrantsTable;
  share_links: ShareLinksTable;
  share_visits: ShareVisitsTable;
  customer_notes: CustomerNotesTable;
  branding: BrandingTable;
  branding_pictures: BrandingPicturesTable;
  machine_reports: MachineReportsTable;
}

/** Runs `work` in the given transaction; if `db` is not one, in a new transaction. */
export function inTransaction<T>(db: Database, work: (transaction: Database) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}

/** The current time of the database's clock, Unix ms. */
export async function databaseNow(db: Database): Promise<number> {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(db);
  return rows[0]!.now.getTime();
}
