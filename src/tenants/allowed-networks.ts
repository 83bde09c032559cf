import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { isWithin, readNetwork } from '../platform/push-target/index.ts';

/** Enough for each office and VPN of a company; every request of a session is compared with all of them. */
export const MAX_NETWORKS = 100;

/**
 * Whether somebody at the address may use the tenant's panel and FTP. Without networks everybody may; an unreadable one
 * allows nobody.
 */
export function isAllowedAddress(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true;
  const read = networks.flatMap((text) => {
    const network = readNetwork(text);
    return network.ok ? [network.value] : [];
  });
  return isWithin(read, address);
}

/** Empty: from everywhere. Throws `tenant-unknown`. */
export async function allowedNetworks(db: Database, tenantId: TenantId): Promise<readonly string[]> {
  const row = await db.selectFrom('tenants').select('allowed_networks').where('id', '=', tenantId).executeTakeFirst();
  if (row === undefined) throw new AppError('tenant-unknown');
  return row.allowed_networks;
}

/** What is open from outside of them ends. Throws `request-invalid`, `tenant-unknown`. */
export async function setAllowedNetworks(
  db: Database,
  tenantId: TenantId,
  networks: readonly string[],
): Promise<readonly string[]> {
  const allowed_networks = readNetworks(networks);
  const { numUpdatedRows } = await db
    .updateTable('tenants')
    .set({ allowed_networks })
    .where('id', '=', tenantId)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new AppError('tenant-unknown');
  return allowed_networks;
}

/** As they are stored. Throws `request-invalid`. */
export function readNetworks(networks: readonly string[]): string[] {
  const allowed = [...new Set(networks.map(readAllowed))];
  if (allowed.length > MAX_NETWORKS) throw new AppError('request-invalid', `at most ${MAX_NETWORKS} networks`);
  return allowed;
}

/** Also an IPv4-mapped address, as which no client is seen, is refused: it would allow nobody. */
function readAllowed(text: string): string {
  const network = readNetwork(text.trim());
  if (!network.ok || /^::ffff:\d+\./i.test(text.trim())) {
    throw new AppError('request-invalid', 'must be an address or a network like 203.0.113.0/24 or 2001:db8::/32');
  }
  const { address, prefixBits } = network.value;
  return `${address.toLowerCase()}/${prefixBits}`;
}
