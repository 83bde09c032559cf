import { type Command, Option } from 'commander';
import { AuditLog } from '../audit/index.ts';
import type { TenantId } from '../base/ids.ts';
import {
  listTenantAliases,
  type ListedTenantAlias,
  listUnknownTenantNames,
  TENANT_NAME_KINDS,
  TenantAliases,
  type TenantNameKind,
} from '../tenants/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readTenantId, readText } from './read-option.ts';

interface AddOptions {
  readonly tenant: TenantId;
  readonly name: string;
  readonly kind: TenantNameKind;
  readonly source?: string;
}

/** `tenant alias …`: the names by which PBXs call tenants. */
export function addTenantAliasCommands(tenant: Command, run: CommandRunner): void {
  const alias = sub(tenant, 'alias').description('the names by which PBXs call tenants');
  sub(alias, 'add')
    .description('from now on calls that the PBX gives this name are the tenant’s')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--name <name>', 'the name as the PBX gives it, in any case', readText)
    .addOption(
      new Option('--kind <kind>', 'where the PBX gives it').choices(TENANT_NAME_KINDS).default(TENANT_NAME_KINDS[0]),
    )
    .option('--source <id>', 'the PBX; default: every one')
    .action((options: AddOptions) => run((context) => aliasAdd(context, options))());
  sub(alias, 'list')
    .option('--tenant <id>', 'of this tenant only', readTenantId)
    .action(({ tenant }: { tenant?: TenantId }) => run((context) => aliasList(context, tenant))());
  sub(alias, 'remove')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--alias <id>')
    .action((options: { tenant: TenantId; alias: string }) => run((context) => aliasRemove(context, options))());
  sub(alias, 'unknown')
    .description('the names that PBXs gave in the last 30 days and that no tenant has')
    .action(run(unknownNames));
}

function withAliases<T>(context: CommandContext, work: (aliases: TenantAliases) => Promise<T>): Promise<T> {
  const { clock } = context;
  return withDatabase(context, (db) =>
    work(new TenantAliases({ db, clock, audit: new AuditLog(db, clock), by: BY_COMMAND })),
  );
}

async function aliasAdd(context: CommandContext, { tenant, name, kind, source }: AddOptions): Promise<void> {
  const added = await withAliases(context, (aliases) =>
    aliases.add({ tenantId: tenant, name, kind, sourceId: source ?? null }),
  );
  context.output.result(added, aliasLine);
}

async function aliasList(context: CommandContext, tenant: TenantId | undefined): Promise<void> {
  const listed = await withDatabase(context, (db) => listTenantAliases(db, tenant));
  context.output.result(listed, (list) => list.map(aliasLine).join('\n') || 'no aliases');
}

const aliasLine = ({ id, tenantId, kind, name, source }: ListedTenantAlias): string =>
  `${id}  ${tenantId}  ${kind}  ${name}  ${source?.name ?? 'every source'}`;

async function aliasRemove(
  context: CommandContext,
  { tenant, alias }: { readonly tenant: TenantId; readonly alias: string },
): Promise<void> {
  await withAliases(context, (aliases) => aliases.remove(tenant, alias));
  context.output.result({ aliasId: alias }, () => 'done');
}

async function unknownNames(context: CommandContext): Promise<void> {
  const found = await withDatabase(context, (db) => listUnknownTenantNames(db, context.clock.now()));
  const names = found.map(({ firstSeenAt, lastSeenAt, ...name }) => ({
    ...name,
    firstSeenAt: isoTime(firstSeenAt),
    lastSeenAt: isoTime(lastSeenAt),
  }));
  context.output.result(
    names,
    (list) =>
      list
        .map(
          ({ source, kind, name, count, lastSeenAt }) =>
            `${source.id}  ${source.name}  ${kind}  ${name}  ${count} sessions, last ${lastSeenAt}`,
        )
        .join('\n') || 'no names',
  );
}
