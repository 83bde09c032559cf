import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../../base/ids.ts';

/** Which rows of a table are a tenant's. */
type RowsOf = (tenantId: TenantId) => RawBuilder<boolean>;

const ofTenant: RowsOf = (tenantId) => sql`tenant_id = ${tenantId}`;
const ofUsers: RowsOf = (tenantId) => sql`user_id IN (SELECT id FROM users WHERE tenant_id = ${tenantId})`;
const ofSources: RowsOf = (tenantId) => sql`source_id IN (SELECT id FROM sources WHERE tenant_id = ${tenantId})`;

/**
 * What goes when a tenant has left, each table after those that refer to it. A test compares this and `KEPT_TABLES` with the tables of
 * the database, so that none is forgotten.
 */
export const ERASED_ROWS: Readonly<Record<string, RowsOf>> = {
  package_files: ofTenant,
  packages: ofTenant,
  push_hooks: ofTenant,
  push_targets: ofTenant,
  push_ssh_keys: ofTenant,
  call_events: ofTenant,
  call_hook_deliveries: ofTenant,
  call_hooks: ofTenant,
  call_mail_rules: ofTenant,
  // One that is being sent goes with the next run.
  mails: (tenantId) => sql`tenant_id = ${tenantId} AND (lease IS NULL OR leased_until < now())`,
  cancellation_requests: ofTenant,
  // The job of the RODO desk deletes the packages with their objects and keys.
  rodo_requests: (tenantId) => sql`tenant_id = ${tenantId}
    AND NOT EXISTS (SELECT FROM rodo_packages WHERE rodo_packages.request_id = rodo_requests.id)`,
  // What a recorder that comes back has beyond them is stored, and destroyed, with its tenant's other late calls.
  taken_over_recordings: ofTenant,
  // Those that still run come back with their next change, and go when they end.
  live_calls: ofTenant,
  live_controls: ofTenant,
  live_marks: ofTenant,
  // What was heard under them is in the audit log.
  listening_grants: ofTenant,
  share_visits: ofTenant,
  share_links: ofTenant,
  call_notes: ofTenant,
  call_tags: ofTenant,
  call_reviews: ofTenant,
  sessions: ofUsers,
  account_links: ofUsers,
  account_notices: ofUsers,
  known_sign_ins: ofUsers,
  user_totp: ofUsers,
  user_recovery_codes: ofUsers,
  user_passkeys: ofUsers,
  user_number_groups: ofUsers,
  oidc_identities: ofUsers,
  saved_searches: ofTenant,
  users: ofTenant,
  number_groups: ofTenant,
  recording_rules: ofTenant,
  phone_book: ofTenant,
  // Of calls that stay, the days are counted again.
  call_statistics: ofTenant,
  call_statistics_hours: ofTenant,
  call_statistics_extensions: ofTenant,
  call_statistics_spans: ofTenant,
  report_settings: ofTenant,
  monthly_reports: ofTenant,
  oidc_providers: ofTenant,
  last_seen: (tenantId) => sql`id IN (SELECT id FROM api_keys WHERE tenant_id = ${tenantId}
    UNION ALL SELECT id FROM sources WHERE tenant_id = ${tenantId}
    UNION ALL SELECT source_keys.id FROM source_keys JOIN sources ON sources.id = source_id WHERE tenant_id = ${tenantId})`,
  api_keys: ofTenant,
  failed_file_sign_ins: ofTenant,
  file_sessions: ofTenant,
  file_credential_keys: (tenantId) =>
    sql`credential_id IN (SELECT id FROM file_credentials WHERE tenant_id = ${tenantId})`,
  file_credentials: ofTenant,
  ftp_accounts: ofTenant,
  tenant_contacts: ofTenant,
  customer_notes: ofTenant,
  tenant_numbers: ofTenant,
  ended_tenant_numbers: ofTenant,
  // While one is in force, nothing goes.
  retention_pauses: ofTenant,
  tenant_aliases: ofTenant,
  // A tenant without calls has none to add.
  calls_to_index: ofTenant,
  session_trace_parts: (tenantId) => sql`trace_id IN (SELECT id FROM session_traces WHERE ${ofTenant(tenantId)})`,
  session_traces: ofTenant,
  unknown_tenant_names: ofSources,
  source_addresses: ofSources,
  source_name_addresses: (tenantId) => sql`name IN (SELECT name FROM source_names WHERE ${ofSources(tenantId)})`,
  source_names: ofSources,
  source_certificates: ofSources,
  source_digests: ofSources,
  source_keys: ofSources,
  source_statistics: ofSources,
  // Sources of all tenants, too: whose calls their records are stands in what is sealed only.
  source_records: (tenantId) =>
    sql`source_id IN (SELECT id FROM sources WHERE tenant_id = ${tenantId} OR tenant_id IS NULL)`,
};

/** Sources are removed without their names and owner. The rows stay: calls of other tenants, and those that recorders store later, refer to them. */
export function detachSources(tenantId: TenantId, at: number): RawBuilder<unknown> {
  return sql`UPDATE sources SET tenant_id = NULL, name = 'removed', address = NULL, api_key_hash = NULL,
      removed_at = coalesce(removed_at, ${new Date(at)})
    WHERE tenant_id = ${tenantId}`;
}

/** What stays, and why. */
export const KEPT_TABLES: Readonly<Record<string, string>> = {
  legal_holds: 'until the hold ends, and the statement that bills it is issued: then it goes with its call',
  recordings: 'under a legal hold: until it ends; all others are destroyed, and go with their calls',
  call_parties: 'with their recordings',
  call_terms: 'with their calls',
  seen_numbers: 'each with the last call that has it',
  calls: 'of recordings under a legal hold, or with a hold that is not billed yet',
  call_statistics_changes: 'days whose calls went: until the job of the statistics, within an hour',
  refused_uploads: 'until their job has deleted objects and keys, within a minute',
  rodo_packages: 'until the job of the RODO desk has deleted the objects and keys',
  sources:
    'removed, without name, address and owner: calls of other tenants and calls that are stored later refer to them',
  stuck_calls: 'until the recorder has stored the call, which is destroyed then',
  tenants: 'the buyer of the statements: name, NIP, address (tax law)',
  subscriptions: 'what the statements are calculated from (tax law)',
  statements: 'the basis of invoices (tax law)',
  destruction_log: 'the proof of the destruction: ids, times, hashes',
  audit_events: 'who did what, until the period of audit logs is over',
};
