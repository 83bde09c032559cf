import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';

const { db } = testDatabase();

/** The reasons why an index of a table with rows of tenants does not begin with the tenant. */
const OTHER_INDEXES: Readonly<Record<string, readonly string[]>> = {
  // An id of our own, unique without its tenant: other tables, objects, keys and logs name it, and releases before conflict on it.
  id: [
    'api_keys_pkey',
    'call_hook_deliveries_pkey',
    'calls_pkey',
    'cancellation_requests_pkey',
    'failed_file_sign_ins_pkey',
    'file_credentials_pkey',
    'file_sessions_pkey',
    'legal_holds_pkey',
    'listening_grants_pkey',
    'mails_pkey',
    'number_groups_pkey',
    'packages_pkey',
    'push_hooks_pkey',
    'recordings_pkey',
    'refused_uploads_pkey',
    'rodo_requests_pkey',
    'session_traces_pkey',
    'sources_pkey',
    'subscriptions_pkey',
    'tenant_aliases_pkey',
    'users_pkey',
  ],
  // The id of what the row belongs to, for its own look-ups and for foreign keys.
  'id of another row': [
    'audit_events_of_subject',
    'call_terms_of_call',
    'destruction_log_recording_id_key',
    'file_sessions_by_credential',
    'legal_holds_of_recording',
    'legal_holds_one_a_recording',
    'oidc_identities_pkey',
    'package_files_of_recording',
    'package_files_pkey',
    'recordings_of_call',
    'rodo_packages_pkey',
    'share_links_of_recording',
    'stuck_calls_of_recorder',
    'stuck_calls_pkey',
    'taken_over_recordings_pkey',
  ],
  // What comes from outside and says whose it is: its tenant is found by it, and no two tenants may have it.
  'names its tenant': [
    'api_keys_key_hash_key',
    'cancellation_requests_mail_key_key',
    'ended_tenant_numbers_pkey',
    'file_credentials_login_key',
    'ftp_accounts_login_key',
    'oidc_providers_company_key',
    'share_links_token_hash_key',
    'share_visits_token_hash_key',
    'sources_address_key',
    'sources_api_key_hash_key',
    'tenant_aliases_name',
    'tenant_contacts_by_email',
    'tenant_numbers_pkey',
    'users_login_key',
  ],
  // A job asks for what is due of all tenants; partial where few rows are, or of tables with few.
  'due of all tenants': [
    'call_events_due',
    'call_hook_deliveries_ended',
    'call_hook_deliveries_waiting',
    'calls_by_erasure',
    'cancellation_requests_by_state',
    'failed_file_sign_ins_by_time',
    'file_sessions_by_seen',
    'mails_dedup_key_key',
    'mails_to_send',
    'push_hooks_waiting',
    'recordings_being_destroyed',
    'recordings_by_key',
    'refused_uploads_by_end',
    'rodo_packages_by_expiry',
    'rodo_requests_to_work_on',
    'session_traces_by_start',
  ],
  // Of the operator's staff, whose events are in the logs of many tenants.
  'by who did it': ['audit_events_by_actor'],
  // One for the whole installation.
  'not by tenant': ['destruction_log_pkey', 'recordings_object_key_key'],
  // The operator's own events have no tenant, which a primary key cannot have; audit_events_in_chain begins with it.
  'of the release before': ['audit_events_pkey'],
};

test('the indexes of tables with rows of tenants begin with the tenant, or do not for a reason', async () => {
  const { rows } = await sql<{ name: string }>`
    SELECT indexrelid::regclass::text AS name FROM pg_index
      JOIN pg_class ON pg_class.oid = indrelid
      JOIN pg_attribute ON attrelid = indrelid AND attname = 'tenant_id' AND NOT attisdropped
    WHERE relnamespace = current_schema()::regnamespace AND NOT relispartition
      AND pg_get_indexdef(indexrelid, 1, false) NOT LIKE '%tenant_id%'
    ORDER BY 1`.execute(db);
  const known = Object.values(OTHER_INDEXES).flat();
  expect(rows.map(({ name }) => name)).toEqual(known.toSorted());
});

test('a partitioned table has a key that begins with the tenant', async () => {
  const { rows } = await sql<{ name: string; leads: boolean }>`
    SELECT relname AS name, EXISTS (SELECT FROM pg_index WHERE indrelid = partrelid AND indisunique
      AND pg_get_indexdef(indexrelid, 1, false) LIKE '%tenant_id%') AS leads
    FROM pg_partitioned_table JOIN pg_class ON pg_class.oid = partrelid
    WHERE relnamespace = current_schema()::regnamespace`.execute(db);
  expect(rows).toEqual([{ name: 'audit_events', leads: true }]);
});
