import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { FileCredentialId, FileSessionId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { isAllowedAddress } from './allowed-networks.ts';
import { MAX_LOGIN_CHARS } from './credentials.ts';
import type { Door } from './file-credentials.ts';

/** Whether files go over FTP with TLS only, with and without, or never with it. */
export const FTP_TLS = ['required', 'optional', 'off'] as const;
export type FtpTls = (typeof FTP_TLS)[number];
/** What a tenant can set. TLS begins before the server knows whose client it is: only the operator can switch it off. */
export const FTP_TLS_OF_TENANT = ['required', 'optional'] as const satisfies readonly FtpTls[];

/** A credential with all that decides about a sign-in; also one that is revoked. */
export interface CheckedCredential {
  readonly id: FileCredentialId;
  readonly tenantId: TenantId;
  readonly login: string;
  readonly doors: readonly string[];
  readonly numbers: readonly string[] | null;
  readonly passwordHash: string | null;
  /** Unix ms. */
  readonly expiresAt: number | null;
  readonly allowedNetworks: readonly string[];
  readonly bandwidthKilobytes: number | null;
  readonly revoked: boolean;
  /** In SSH wire format. */
  readonly publicKeys: readonly Buffer[];
  readonly tenant: { readonly disabled: boolean; readonly allowedNetworks: readonly string[]; readonly ftpTls: FtpTls };
}

/** Null: nobody has this login. One look-up. */
export async function findFileCredential(db: Database, login: string): Promise<CheckedCredential | null> {
  if (login.length > MAX_LOGIN_CHARS) return null;
  const row = await checkedCredentials(db).where('file_credentials.login', '=', login).executeTakeFirst();
  return row === undefined ? null : fromRow(row);
}

/** What a session that is open depends on, as it is now. Null: it was ended, or its credential is gone. */
export async function credentialOfSession(
  db: Database,
  { id, session }: { readonly id: FileCredentialId; readonly session: FileSessionId },
): Promise<CheckedCredential | null> {
  const row = await checkedCredentials(db)
    .where('file_credentials.id', '=', id)
    .where(
      sql<boolean>`NOT EXISTS (SELECT FROM file_sessions WHERE file_sessions.id = ${session} AND ended_at IS NOT NULL)`,
    )
    .executeTakeFirst();
  return row === undefined ? null : fromRow(row);
}

function checkedCredentials(db: Database) {
  return db
    .selectFrom('file_credentials')
    .innerJoin('tenants', 'tenants.id', 'file_credentials.tenant_id')
    .select([
      'file_credentials.id',
      'file_credentials.tenant_id',
      'file_credentials.login',
      'file_credentials.doors',
      'file_credentials.numbers',
      'file_credentials.password_hash',
      'file_credentials.expires_at',
      'file_credentials.allowed_networks',
      'file_credentials.bandwidth_kbytes',
      'file_credentials.revoked_at',
      'tenants.disabled_at',
      'tenants.allowed_networks as tenant_networks',
      'tenants.ftp_tls',
      sql<Buffer[]>`ARRAY(SELECT public_key FROM file_credential_keys WHERE credential_id = file_credentials.id)`.as(
        'public_keys',
      ),
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof checkedCredentials>['execute']>>[number];

function fromRow(row: Row): CheckedCredential {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    login: row.login,
    doors: row.doors,
    numbers: row.numbers,
    passwordHash: row.password_hash,
    expiresAt: row.expires_at?.getTime() ?? null,
    allowedNetworks: row.allowed_networks,
    bandwidthKilobytes: row.bandwidth_kbytes,
    revoked: row.revoked_at !== null,
    publicKeys: row.public_keys,
    tenant: {
      disabled: row.disabled_at !== null,
      allowedNetworks: row.tenant_networks,
      ftpTls: row.ftp_tls,
    },
  };
}

/** Why somebody with the right password or key is refused. The client does not learn which. */
export const CREDENTIAL_REFUSALS = ['revoked', 'tenant-disabled', 'expired', 'wrong-door', 'wrong-network'] as const;
type CredentialRefusal = (typeof CREDENTIAL_REFUSALS)[number] | 'unencrypted';

interface Circumstances {
  readonly door: Door;
  readonly address: string;
  readonly encrypted: boolean;
  /** The operator's setting for all tenants. */
  readonly ftpTls: FtpTls;
  /** Unix ms. */
  readonly now: number;
}

/** Null: nothing stands against it. */
export function credentialRefusal(
  credential: CheckedCredential,
  { door, address, encrypted, ftpTls, now }: Circumstances,
): CredentialRefusal | null {
  if (credential.tenant.disabled) return 'tenant-disabled';
  if (credential.revoked) return 'revoked';
  if (credential.expiresAt !== null && credential.expiresAt <= now) return 'expired';
  if (!credential.doors.includes(door)) return 'wrong-door';
  const networks = [credential.tenant.allowedNetworks, credential.allowedNetworks];
  if (!networks.every((allowed) => isAllowedAddress(allowed, address))) return 'wrong-network';
  return !encrypted && demandsEncryption(credential.tenant.ftpTls, ftpTls) ? 'unencrypted' : null;
}

/** Whether nobody of the tenant signs in unencrypted. */
export function demandsEncryption(ofTenant: FtpTls, ofOperator: FtpTls): boolean {
  return ofTenant === 'required' || ofOperator === 'required';
}

/** Sessions over FTP without TLS end when it is `required` from now on. Throws `tenant-unknown`. */
export async function setFtpTls(db: Database, tenantId: TenantId, ftpTls: FtpTls): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('tenants')
    .set({ ftp_tls: ftpTls })
    .where('id', '=', tenantId)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new AppError('tenant-unknown');
}

/** Throws `tenant-unknown`. */
export async function ftpTlsOf(db: Database, tenantId: TenantId): Promise<FtpTls> {
  const row = await db.selectFrom('tenants').select('ftp_tls').where('id', '=', tenantId).executeTakeFirst();
  if (row === undefined) throw new AppError('tenant-unknown');
  return row.ftp_tls;
}
