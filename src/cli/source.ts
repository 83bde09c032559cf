import type { Command } from 'commander';
import type { TenantId } from '../base/ids.ts';
import { addSource, type NewSource } from '../tenants/index.ts';
import { audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { readTenantId } from './read-option.ts';

export function addSourceCommands(program: Command, run: CommandRunner): void {
  const source = sub(program, 'source').description('PBXs that may record');
  sub(source, 'add')
    .requiredOption('--name <name>')
    .option('--address <ip>', 'the IP address its SIPREC sessions come from')
    .option('--tenant <id>', 'the tenant of its calls where the numbers name none', readTenantId)
    .action(({ name, address, tenant }: { name: string; address?: string; tenant?: TenantId }) =>
      run((context) => sourceAdd(context, { name, address, tenantId: tenant }))(),
    );
}

async function sourceAdd(context: CommandContext, source: NewSource): Promise<void> {
  const added = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => addSource(transaction, source, context.clock.now()),
      ({ sourceId }) => ({ tenantId: source.tenantId ?? null, action: 'source-added', subject: sourceId }),
    ),
  );
  context.output.result(added, ({ sourceId, apiKey }) =>
    [`source ${sourceId}`, `key ${apiKey}`, 'The key is for uploads; it is shown only now.'].join('\n'),
  );
}
