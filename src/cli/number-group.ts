import type { Command } from 'commander';
import type { TenantId } from '../base/ids.ts';
import {
  addNumberGroup,
  changeNumberGroup,
  listNumberGroups,
  type NumberGroup,
  removeNumberGroup,
  requireNumberGroup,
} from '../tenants/index.ts';
import { audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { readText, readTexts, readTenantId } from './read-option.ts';

/** A tenant's named lists of numbers, to which users can be limited. */
export function addNumberGroupCommands(program: Command, run: CommandRunner): void {
  const group = sub(program, 'number-group').description(
    'named lists of a tenant’s numbers, to which users can be limited',
  );
  const ofTenant = (name: string) => sub(group, name).requiredOption('--tenant <id>', 'whose it is', readTenantId);
  ofTenant('list').action(({ tenant }: { tenant: TenantId }) => run((context) => groupList(context, tenant))());
  ofTenant('set')
    .description('adds a group, or replaces its numbers')
    .requiredOption('--name <name>', 'the group', readText)
    .option('--number <number...>', 'a number or an extension in any notation', readTexts, [])
    .action((options: GroupOptions) => run((context) => groupSet(context, options))());
  ofTenant('remove')
    .description('removes a group; the users who are limited to it stay limited, without its numbers')
    .requiredOption('--name <name>', 'the group', readText)
    .action((options: Omit<GroupOptions, 'number'>) => run((context) => groupRemove(context, options))());
}

interface GroupOptions {
  readonly tenant: TenantId;
  readonly name: string;
  readonly number: readonly string[];
}

async function groupList(context: CommandContext, tenantId: TenantId): Promise<void> {
  const groups = await withDatabase(context, (db) => listNumberGroups(db, tenantId));
  context.output.result(groups, (list) => list.map(groupLine).join('\n') || 'no number groups');
}

const groupLine = ({ name, numbers }: NumberGroup) => `${name}  ${numbers.join(' ')}`.trimEnd();

async function groupSet(context: CommandContext, { tenant, name, number: numbers }: GroupOptions): Promise<void> {
  const group = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        const known = (await listNumberGroups(transaction, tenant)).find((one) => one.name === name);
        return known === undefined
          ? addNumberGroup(transaction, tenant, { name, numbers }, context.clock.now())
          : changeNumberGroup(transaction, { tenantId: tenant, id: known.id, by: 'operator' }, { name, numbers });
      },
      ({ id, numbers: set }) => ({
        tenantId: tenant,
        action: 'number-group-changed',
        subject: id,
        detail: { numbers: set.length },
      }),
    ),
  );
  context.output.result(group, groupLine);
}

async function groupRemove(context: CommandContext, { tenant, name }: Omit<GroupOptions, 'number'>): Promise<void> {
  const group = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        const known = await requireNumberGroup(transaction, tenant, name);
        await removeNumberGroup(transaction, { tenantId: tenant, id: known.id, by: 'operator' });
        return known;
      },
      ({ id }) => ({ tenantId: tenant, action: 'number-group-removed', subject: id }),
    ),
  );
  context.output.result(group, () => 'removed');
}
