import type { Command } from 'commander';
import type { TenantId } from '../base/ids.ts';
import { allowedNetworks, setAllowedNetworks } from '../tenants/index.ts';
import { audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { readTenantId, readTexts } from './read-option.ts';

interface Options {
  readonly tenant: TenantId;
  readonly allow: readonly string[];
  readonly everywhere?: boolean;
}

/** From where a tenant's people may use the panel and FTP. */
export function addAllowedNetworkCommand(tenant: Command, run: CommandRunner): void {
  sub(tenant, 'networks')
    .description('shows or sets from where its people and its FTP account may sign in')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .option('--allow <network...>', 'only from these addresses or networks (203.0.113.0/24)', readTexts, [])
    .option('--everywhere', 'from everywhere again')
    .action((options: Options) => run((context) => tenantNetworks(context, options))());
}

async function tenantNetworks(context: CommandContext, { tenant, allow, everywhere = false }: Options): Promise<void> {
  const changes = everywhere || allow.length > 0;
  const networks = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) =>
        changes
          ? setAllowedNetworks(transaction, tenant, everywhere ? [] : allow)
          : allowedNetworks(transaction, tenant),
      (set) =>
        changes
          ? { tenantId: tenant, action: 'allowed-networks-changed', subject: null, detail: { networks: set.length } }
          : null,
    ),
  );
  context.output.result({ tenantId: tenant, networks }, () => networks.join('\n') || 'from everywhere');
}
