import { type RawBuilder, sql } from 'kysely';
import { expect, test } from 'vitest';
import type { TenantId } from '../../base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import { addTenant } from '../../tenants/index.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import { RetentionFixture } from '../../../test/kit/retention-fixture.ts';
import { orderLeave } from './order-leave.ts';
import { ERASED_ROWS } from './tenant-rows.ts';

const { db } = testDatabase();
const fixture = new RetentionFixture(db);
const id = sql`gen_random_uuid()`;
const bytes = sql`decode(md5(random()::text), 'hex')`;

/** Of each table that is not filled by the tenant itself: a row. `user`, `source`: by their ids, in the order of the inserts. */
function rowsOf(tenant: TenantId, number: string): RawBuilder<unknown>[] {
  const user = sql`(SELECT id FROM users WHERE tenant_id = ${tenant} LIMIT 1)`;
  const source = sql`(SELECT id FROM sources WHERE tenant_id = ${tenant} LIMIT 1)`;
  const ofTenant = sql`SELECT id FROM recordings WHERE tenant_id = ${tenant} LIMIT 1`;
  return [
    sql`INSERT INTO packages (id, tenant_id, day, number, kind, form, contents, recordings, unrecorded, size_bytes, made_at)
      VALUES (${id}, ${tenant}, '2026-05-19', 1, 'day', 'tree', ${bytes}, 1, 0, 1, now())`,
    sql`INSERT INTO package_files (package_id, recording_id, tenant_id)
      SELECT id, (${ofTenant}), ${tenant} FROM packages WHERE tenant_id = ${tenant}`,
    sql`INSERT INTO push_hooks (id, tenant_id, event, body, created_at, next_attempt_at)
      VALUES (${id}, ${tenant}, 'package.delivered', '{}', now(), now())`,
    sql`INSERT INTO push_targets (tenant_id, settings, sealed_secrets, form, read_back, connections, keep_undelivered, changed_at,
      next_attempt_at) VALUES (${tenant}, '{}', ${bytes}, 'tree', false, 1, false, now(), now())`,
    sql`INSERT INTO push_ssh_keys (tenant_id, public_key, sealed_private_key, made_at) VALUES (${tenant}, 'k', ${bytes}, now())`,
    sql`INSERT INTO call_events (tenant_id, id, kind, at, due_at) VALUES (${tenant}, ${id}, 'call.recorded', now(), now())`,
    sql`INSERT INTO call_hooks (tenant_id, id, name, url, sealed_secret, events, with_numbers, enabled, changed_by, changed_at)
      VALUES (${tenant}, ${id}, 'CRM', 'https://a.pl/', ${bytes}, '{}', false, true, ${user}, now())`,
    sql`INSERT INTO call_hook_deliveries (id, tenant_id, hook_id, event, body, created_at, next_attempt_at)
      SELECT ${id}, tenant_id, id, 'test', '{}', now(), now() FROM call_hooks WHERE tenant_id = ${tenant}`,
    sql`INSERT INTO call_mail_rules (tenant_id, id, name, enabled, conditions, min_seconds, recipients, download, valid_hours, changed_at)
      VALUES (${tenant}, ${id}, 'Reguła', true, '{}', 0, '{}', false, 24, now())`,
    sql`INSERT INTO cancellation_requests (id, mail_key, tenant_id, sender, subject, body, authenticity, sent_at, received_at)
      VALUES (${id}, ${tenant}, ${tenant}, 'a@b.pl', '', '', 'verified', now(), now())`,
    sql`INSERT INTO rodo_requests (id, tenant_id, kind, number, masked_number, note, opened_by, opened_at, received_on, due_on)
      VALUES (${id}, ${tenant}, 'access', '+48512345678', '', '', '', now(), now(), now())`,
    sql`INSERT INTO calls_to_index (tenant_id) VALUES (${tenant})`,
    sql`INSERT INTO listening_grants (id, tenant_id, download, reason, requested_by, requested_at)
      VALUES (${id}, ${tenant}, false, 'r', 'o', now())`,
    sql`INSERT INTO share_links (tenant_id, id, token_hash, recording_id, created_by, download, created_at, expires_at)
      VALUES (${tenant}, ${id}, ${bytes}, (${ofTenant}), ${user}, false, now(), now())`,
    sql`INSERT INTO share_visits (tenant_id, link_id, token_hash, expires_at)
      SELECT tenant_id, id, token_hash, now() FROM share_links WHERE tenant_id = ${tenant}`,
    sql`INSERT INTO call_notes (tenant_id, call_id, id, text, author_id, created_at)
      SELECT ${tenant}, id, ${id}, 'oddzwonić', ${user}, now() FROM calls WHERE tenant_id = ${tenant} LIMIT 1`,
    sql`INSERT INTO call_tags (tenant_id, call_id, tag, added_by, added_at)
      SELECT ${tenant}, id, 'reklamacja', ${user}, now() FROM calls WHERE tenant_id = ${tenant} LIMIT 1`,
    sql`INSERT INTO call_reviews (tenant_id, call_id, for_user_id, from_user_id, created_at)
      SELECT ${tenant}, id, ${user}, ${user}, now() FROM calls WHERE tenant_id = ${tenant} LIMIT 1`,
    sql`INSERT INTO taken_over_recordings (recording_id, tenant_id, recorder_id, until, taken_at)
      VALUES (${id}, ${tenant}, ${id}, now(), now())`,
    sql`INSERT INTO sessions (id, token_hash, user_id, created_at, expires_at, last_seen_at)
      VALUES (${id}, ${bytes}, ${user}, now(), now(), now())`,
    sql`INSERT INTO account_links (token_hash, user_id, kind, expires_at) VALUES (${bytes}, ${user}, 'reset', now())`,
    sql`INSERT INTO account_notices (user_id, hour_began_at) VALUES (${user}, now())`,
    sql`INSERT INTO known_sign_ins (user_id, client_hash, last_seen_at) VALUES (${user}, ${bytes}, now())`,
    sql`INSERT INTO user_totp (user_id, sealed_secret, created_at) VALUES (${user}, ${bytes}, now())`,
    sql`INSERT INTO user_recovery_codes (user_id, code_hash) VALUES (${user}, ${bytes})`,
    sql`INSERT INTO user_passkeys (id, user_id, credential_id, public_key, counter, transports, name, created_at)
      VALUES (${id}, ${user}, ${tenant}, ${bytes}, 0, '{}', 'telefon', now())`,
    sql`INSERT INTO number_groups (id, tenant_id, name, numbers) VALUES (${id}, ${tenant}, 'Dział', '{101}')`,
    sql`INSERT INTO live_controls (tenant_id, id, recorder_id, call_id, action, expires_at)
      VALUES (${tenant}, ${id}, ${id}, ${id}, 'keep', now())`,
    sql`INSERT INTO live_marks (tenant_id, call_id, id, at, text, for_review, author_id)
      VALUES (${tenant}, ${id}, ${id}, now(), 'x', false, ${user})`,
    sql`INSERT INTO recording_rules (tenant_id, id, position, name, effect) VALUES (${tenant}, ${id}, 1, 'Reguła', 'never')`,
    sql`INSERT INTO user_number_groups (user_id, group_id) SELECT ${user}, id FROM number_groups WHERE tenant_id = ${tenant}`,
    sql`INSERT INTO phone_book (tenant_id, number, name, folded_name, changed_at) VALUES (${tenant}, '101', 'Biuro', 'biuro', now())`,
    sql`INSERT INTO saved_searches (tenant_id, user_id, id, name, search) VALUES (${tenant}, ${user}, ${id}, 'Moje', '{}')`,
    sql`INSERT INTO oidc_providers (tenant_id, company, issuer, client_id, email_domains, link_by_email, add_users, only_oidc, changed_at)
      VALUES (${tenant}, ${tenant}, 'https://i.pl', 'c', '{}', false, false, false, now())`,
    sql`INSERT INTO oidc_identities (user_id, tenant_id, issuer, subject, linked_at)
      VALUES (${user}, ${tenant}, 'https://i.pl', ${tenant}, now())`,
    sql`INSERT INTO api_keys (id, tenant_id, name, prefix, key_hash, scopes, created_at)
      VALUES (${id}, ${tenant}, 'CRM', 'fk_', ${bytes}, '{}', now())`,
    sql`INSERT INTO file_credential_keys (id, credential_id, public_key, fingerprint, added_at)
      VALUES (${id}, ${tenant}, ${bytes}, 'SHA256:', now())`,
    sql`INSERT INTO file_sessions (id, tenant_id, credential_id, door, address, encrypted, since, activity, seen_at)
      VALUES (${id}, ${tenant}, ${tenant}, 'ftp', '10.0.0.1', true, now(), 'idle', now())`,
    sql`INSERT INTO failed_file_sign_ins (id, tenant_id, door, address, encrypted, reason, attempts, failed_at)
      VALUES (${id}, ${tenant}, 'ftp', '10.0.0.1', true, 'wrong-password', 1, now())`,
    sql`INSERT INTO ended_tenant_numbers (number, tenant_id, ends_at) VALUES (${number}, ${tenant}, now())`,
    sql`INSERT INTO sources (id, name, tenant_id) VALUES (${id}, 'Centrala', ${tenant})`,
    sql`INSERT INTO source_addresses (address, source_id) SELECT ('10.0.0.' || count(*))::inet, ${source} FROM source_addresses`,
    sql`INSERT INTO source_names (name, source_id) VALUES (${tenant}, ${source})`,
    sql`INSERT INTO source_name_addresses (name, address, seen_at) VALUES (${tenant}, '10.0.0.1', now())`,
    sql`INSERT INTO source_certificates (name, source_id) SELECT 'pbx' || count(*), ${source} FROM source_certificates`,
    sql`INSERT INTO source_digests (source_id, user_name, sealed_hashes, created_at) VALUES (${source}, ${tenant}, ${bytes}, now())`,
    sql`INSERT INTO source_keys (id, source_id, key_hash, scopes) VALUES (${id}, ${source}, ${bytes}, '{}')`,
    sql`INSERT INTO last_seen (id, seen_at, address)
      SELECT id, now(), '10.0.0.1' FROM (
        SELECT id FROM api_keys WHERE tenant_id = ${tenant} UNION SELECT ${source}
        UNION SELECT id FROM source_keys WHERE source_id = ${source}) AS used`,
    sql`INSERT INTO customer_notes (tenant_id, id, text, written_by, written_at) VALUES (${tenant}, ${id}, 'x', 'y', now())`,
    sql`INSERT INTO tenant_aliases (id, tenant_id, kind, name, compared) VALUES (${id}, ${tenant}, 'domain', ${number}, ${number})`,
    sql`INSERT INTO unknown_tenant_names (source_id, kind, compared, name, count, first_seen_at, last_seen_at)
      VALUES (${source}, 'metadata', 'g', 'G', 1, now(), now())`,
    sql`INSERT INTO source_statistics (source_id, day, counted, count) VALUES (${source}, '2026-03-10', 'recorded', 1)`,
    sql`INSERT INTO session_traces (id, tenant_id, started_at, last_at, messages, left_out) VALUES (${id}, ${tenant}, now(), now(), 1, 0)`,
    sql`INSERT INTO session_trace_parts (trace_id, part, sealed)
      SELECT id, 0, ${bytes} FROM session_traces WHERE tenant_id = ${tenant}`,
    sql`INSERT INTO source_records (id, source_id, received_at, records, sealed) VALUES (${id}, ${source}, now(), 1, ${bytes})`,
    sql`INSERT INTO live_calls (tenant_id, call_id, recording_id, recorder_id, started_at, direction)
      VALUES (${tenant}, ${id}, ${id}, ${id}, now(), 'inbound')`,
    sql`INSERT INTO call_statistics VALUES (${tenant}, '2026-03-10', 10, 'inbound', '{}', 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)`,
    sql`INSERT INTO call_statistics_hours VALUES (${tenant}, '2026-03-10', 10, 'inbound', 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)`,
    sql`INSERT INTO call_statistics_extensions VALUES (${tenant}, '2026-03-10', '101', 'inbound', 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)`,
    sql`INSERT INTO call_statistics_spans VALUES (${tenant}, '2026-03-10', '2026-03-10')`,
    sql`INSERT INTO report_settings VALUES (${tenant}, true, '{}', now())`,
    sql`INSERT INTO monthly_reports VALUES (${tenant}, '2026-03-01', now())`,
    // One that has ended: while it is in force, nothing goes.
    sql`INSERT INTO retention_pauses (tenant_id, reason, paused_by, paused_at, until)
      VALUES (${tenant}, 'spór', 'cli', '2026-01-01', '2026-02-01')`,
  ];
}

async function filled(name: string, number: string): Promise<TenantId> {
  const contact = { email: `biuro@${name}.pl` };
  const added = await addTenant(db, { name, plan: 'Biznes', numbers: [number], ...contact }, fixture.clock.now());
  const { tenantId } = added;
  await fixture.recording(tenantId, 1);
  for (const row of rowsOf(tenantId, `+${number}1`)) await row.execute(db);
  return tenantId;
}

async function counts(tenantId: TenantId): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const [table, rows] of Object.entries(ERASED_ROWS)) {
    const counted = await sql<{ count: number }>`
      SELECT count(*) AS count FROM ${sql.table(table)} WHERE ${rows(tenantId)}`.execute(db);
    found.set(table, counted.rows[0]!.count);
  }
  return found;
}

test('of a tenant that has left no row is in any table, and every row of another one is', async () => {
  const leaving = await filled('piekarnia', '48221234567');
  const staying = await filled('kwiaciarnia', '48221234568');
  const on = addDays(warsawDay(fixture.clock.now()), 14);
  const by = { actor: 'cli', address: null };
  await orderLeave({ ...partsOf(fixture), by }, { tenantId: leaving, on, atShortNotice: false });
  const before = await counts(leaving);
  expect([...before].filter(([, count]) => count === 0)).toEqual([]);
  const others = await counts(staying);
  fixture.clock.advance(startOfWarsawDay(on) - fixture.clock.now());
  expect(await fixture.run()).toMatchObject({ failed: 0, destroyed: 1 });
  expect([...(await counts(leaving))].filter(([, count]) => count > 0)).toEqual([]);
  expect(await counts(staying)).toEqual(others);
  const row = await db.selectFrom('tenants').selectAll().where('id', '=', leaving).executeTakeFirstOrThrow();
  expect(row.erased_at).not.toBeNull();
});

function partsOf({ audit, clock }: RetentionFixture) {
  return { db, audit, clock };
}
