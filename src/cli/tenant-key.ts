import { type Command, InvalidArgumentError } from 'commander';
import { AuditLog } from '../audit/index.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  createTenantKey,
  endTenantKey,
  type ListedTenantKey,
  listTenantKeys,
  TENANT_KEY_SCOPES,
  type TenantKeyScope,
} from '../tenants/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readDayOrInstant, readTenantId, readText } from './read-option.ts';
import { seenView } from './source-key.ts';

interface KeyAddOptions {
  readonly tenant: TenantId;
  readonly name: string;
  readonly scope: TenantKeyScope[];
  readonly expires?: number;
}

/** `tenant key …`: a tenant's keys for integrators. */
export function addTenantKeyCommands(tenant: Command, run: CommandRunner): void {
  const key = sub(tenant, 'key').description('a tenant’s API keys for integrators');
  sub(key, 'add')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--name <name>', 'what it is for', readText)
    .requiredOption('--scope <scope>', `${TENANT_KEY_SCOPES.join(', ')}; may be given several times`, collectScope)
    .option('--expires <time>', 'a day or an instant; default: valid until it is revoked', readDayOrInstant)
    .action((options: KeyAddOptions) => run((context) => keyAdd(context, options))());
  sub(key, 'list')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .action(({ tenant }: { tenant: TenantId }) => run((context) => keyList(context, tenant))());
  sub(key, 'revoke')
    .description('refuses a key from now on')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--key <id>')
    .action((options: { tenant: TenantId; key: string }) => run((context) => keyRevoke(context, options))());
}

function collectScope(text: string, all: TenantKeyScope[] = []): TenantKeyScope[] {
  const scope = TENANT_KEY_SCOPES.find((one) => one === text);
  if (scope === undefined) throw new InvalidArgumentError(`must be one of ${TENANT_KEY_SCOPES.join(', ')}`);
  return [...all, scope];
}

const depsOf = ({ clock }: CommandContext, db: Database) => ({
  db,
  clock,
  audit: new AuditLog(db, clock),
  by: BY_COMMAND,
});

async function keyAdd(context: CommandContext, { tenant, scope, expires, ...key }: KeyAddOptions): Promise<void> {
  const added = await withDatabase(context, (db) =>
    createTenantKey(depsOf(context, db), {
      ...key,
      maker: 'operator',
      tenantId: tenant,
      scopes: scope,
      expiresAt: expires ?? null,
    }),
  );
  context.output.result(added, ({ keyId, apiKey }) => `key ${keyId}  ${apiKey}\nThe key is shown only now.`);
}

async function keyList(context: CommandContext, tenantId: TenantId): Promise<void> {
  const keys = await withDatabase(context, (db) => listTenantKeys(db, tenantId));
  context.output.result(keys.map(keyView), (list) => list.map(keyLine).join('\n') || 'no keys');
}

async function keyRevoke(
  context: CommandContext,
  { tenant, key }: { readonly tenant: TenantId; readonly key: string },
): Promise<void> {
  await withDatabase(context, (db) => endTenantKey(depsOf(context, db), { tenantId: tenant, keyId: key }));
  context.output.result({ keyId: key }, () => 'done');
}

function keyView({ createdAt, expiresAt, lastSeen, ...key }: ListedTenantKey) {
  return { ...key, createdAt: isoTime(createdAt), expiresAt: isoTime(expiresAt), lastSeen: seenView(lastSeen) };
}

function keyLine({ id, prefix, name, scopes, expiresAt, lastSeen, ...key }: ReturnType<typeof keyView>): string {
  const madeBy = key.maker && `  made by ${key.maker.login}${key.aboveMaker ? ', who could not make it now' : ''}`;
  const until = expiresAt === null ? 'no expiry' : `until ${expiresAt}`;
  return `${id}  ${prefix}…  ${name}  ${scopes.join(' ')}  ${until}  last seen ${lastSeen?.at ?? 'never'}${madeBy ?? ''}`;
}
