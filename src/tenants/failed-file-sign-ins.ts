import { sql } from 'kysely';
import type { FailedSignInId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { CREDENTIAL_REFUSALS } from './file-sign-in.ts';
import type { Door } from './file-credentials.ts';

/** Why a sign-in failed. The client learns it only of `encryption-required`, `too-many-failures` and `too-many-sessions`. */
export const FAILED_SIGN_IN_REASONS = [
  'unknown-login',
  'wrong-password',
  ...CREDENTIAL_REFUSALS,
  'encryption-required',
  'too-many-failures',
  'too-many-sessions',
] as const;
export type FailedSignInReason = (typeof FAILED_SIGN_IN_REASONS)[number];

/** Long enough to ask what happened last month. They name addresses. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** Of a tenant, and of unknown logins: whoever guesses must not fill the database. About 2 MB. */
const MAX_KEPT = 10_000;
const MAX_LISTED = 200;

/** Instants are Unix ms. */
export interface FailedFileSignIn {
  /** Of the row that its attempts are added to. */
  readonly id: FailedSignInId;
  /** Null: nobody has the login, which may be a password in the wrong field and is not stored. */
  readonly tenantId: TenantId | null;
  readonly login: string | null;
  readonly door: Door;
  readonly address: string;
  readonly encrypted: boolean;
  readonly reason: FailedSignInReason;
  /** How many such, in one process within an hour. */
  readonly attempts: number;
  /** The last of them. */
  readonly failedAt: number;
}

export type ListedFailedSignIn = Omit<FailedFileSignIn, 'tenantId'>;

/** A tenant's, the last first; of null those of logins that nobody has. */
export async function listFailedFileSignIns(db: Database, tenantId: TenantId | null): Promise<ListedFailedSignIn[]> {
  const rows = await db
    .selectFrom('failed_file_sign_ins')
    .selectAll()
    .where('tenant_id', tenantId === null ? 'is' : '=', tenantId)
    .orderBy('failed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MAX_LISTED)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    login: row.login,
    door: row.door as Door,
    address: row.address,
    encrypted: row.encrypted,
    reason: row.reason as FailedSignInReason,
    attempts: row.attempts,
    failedAt: row.failed_at.getTime(),
  }));
}

export async function saveFailedFileSignIns(db: Database, failed: readonly FailedFileSignIn[]): Promise<void> {
  if (failed.length === 0) return;
  await db
    .insertInto('failed_file_sign_ins')
    .values(
      failed.map((one) => ({
        id: one.id,
        tenant_id: one.tenantId,
        login: one.login,
        door: one.door,
        address: one.address,
        encrypted: one.encrypted,
        reason: one.reason,
        attempts: one.attempts,
        failed_at: new Date(one.failedAt),
      })),
    )
    .onConflict((same) =>
      same.column('id').doUpdateSet((row) => ({
        attempts: sql<number>`failed_file_sign_ins.attempts + excluded.attempts`,
        failed_at: row.ref('excluded.failed_at'),
      })),
    )
    .execute();
}

/** Those of more than a month ago, and more than are kept. */
export async function removeOldFailedSignIns(db: Database, nowMs: number): Promise<void> {
  await db
    .deleteFrom('failed_file_sign_ins')
    .where('failed_at', '<', new Date(nowMs - KEPT_MS))
    .execute();
  await sql`DELETE FROM failed_file_sign_ins WHERE id IN (SELECT id FROM (
      SELECT id, row_number() OVER (PARTITION BY tenant_id ORDER BY failed_at DESC, id DESC) AS place FROM failed_file_sign_ins
    ) AS placed WHERE place > ${MAX_KEPT})`.execute(db);
}
