import type { TenantId } from '../../src/base/ids.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { credentialRefusal, findFileCredential, isPassword } from '../../src/tenants/index.ts';

/** The tenant that somebody with this login and password could sign in to over FTP now, or null. */
export async function verifyFileLogin(
  db: Database,
  login: string,
  password: string,
): Promise<{ readonly tenantId: TenantId } | null> {
  const credential = await findFileCredential(db, login);
  if (!(await isPassword(password, credential?.passwordHash ?? null)) || credential === null) return null;
  const circumstances = { door: 'ftp', address: '192.0.2.1', encrypted: true, ftpTls: 'optional', now: 0 } as const;
  return credentialRefusal(credential, circumstances) === null ? { tenantId: credential.tenantId } : null;
}
