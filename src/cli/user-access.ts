import { type Command, Option } from 'commander';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  addManagedUser,
  changeDetail,
  changeUser,
  type ManagedUser,
  requireNumberGroup,
  requireUser,
  type Right,
  RIGHTS,
  TENANT_ROLES,
  type UserChange,
  type UserLimits,
} from '../tenants/index.ts';
import { audited, type CommandContext, type CommandRunner, SHOWN_ONCE, sub, withDatabase } from './command.ts';
import { readRights, readText, readTexts, readTenantId } from './read-option.ts';

type Role = (typeof TENANT_ROLES)[number];

/** What the users of tenants may do, and whose calls they see. */
export function addUserAccessCommands(user: Command, run: CommandRunner): void {
  withLimits(
    sub(user, 'add')
      .description('adds a user to a tenant and prints its password, which must be changed at the first sign-in')
      .requiredOption('--tenant <id>', 'whose user', readTenantId)
      .requiredOption('--name <name>', 'the login is made from it', readText)
      .addOption(role()),
  ).action((options: NewUserOptions) => run((context) => userAdd(context, options))());
  const ofLogin = (name: string) => sub(user, name).requiredOption('--login <login>', 'of the user');
  ofLogin('role')
    .description('changes the role of a user of a tenant; rights that were given or taken stay so')
    .addOption(role())
    .action(({ login, role: to }: { login: string; role: Role }) =>
      run((context) => userAccess(context, login, () => ({ role: to })))(),
    );
  ofLogin('rights')
    .description(`gives or takes rights of one user of a tenant: ${RIGHTS.join(', ')}`)
    .option('--give <right...>', 'rights that the role does not give', readRights, [])
    .option('--take <right...>', 'rights that the user shall not have', readRights, [])
    .action(({ login, give, take }: RightsOptions) =>
      run((context) =>
        userAccess(context, login, ({ rights }) => ({
          rights: [...new Set([...rights, ...give])].filter((right) => !take.includes(right)),
        })),
      )(),
    );
  withLimits(ofLogin('limit').option('--none', 'the user sees all of the tenant’s calls'))
    .description('limits a user to the calls of some numbers')
    .action(({ login, none, ...limits }: LimitOptions) =>
      run((context) =>
        userAccess(context, login, async ({ tenantId }, db) => ({
          limitedTo: none ? null : await limitsOf(db, tenantId, limits),
        })),
      )(),
    );
}

const role = () => new Option('--role <role>', 'of the user').choices(TENANT_ROLES).makeOptionMandatory();

function withLimits(command: Command): Command {
  return command
    .option('--extension <number...>', 'the user sees only calls with these numbers or extensions', readTexts, [])
    .option('--group <name...>', 'the user sees only calls with the numbers of these groups', readTexts, []);
}

interface Limits {
  readonly extension: readonly string[];
  readonly group: readonly string[];
}

interface LimitOptions extends Limits {
  readonly login: string;
  readonly none?: boolean;
}

interface NewUserOptions extends Limits {
  readonly tenant: TenantId;
  readonly name: string;
  readonly role: Role;
}

interface RightsOptions {
  readonly login: string;
  readonly give: readonly Right[];
  readonly take: readonly Right[];
}

async function limitsOf(db: Database, tenantId: TenantId | null, { extension, group }: Limits): Promise<UserLimits> {
  const groups = [];
  for (const name of group) groups.push((await requireNumberGroup(db, tenantId!, name)).id);
  return { numbers: extension, groups };
}

async function userAdd(context: CommandContext, { tenant, name, role, ...limits }: NewUserOptions): Promise<void> {
  const limited = limits.extension.length + limits.group.length > 0;
  const added = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        const limitedTo = limited ? await limitsOf(transaction, tenant, limits) : null;
        const user = { tenantId: tenant, name, role, limitedTo };
        return addManagedUser(transaction, user, { by: 'operator', now: context.clock.now() });
      },
      ({ user }) => ({ tenantId: tenant, action: 'user-added', subject: user.id }),
    ),
  );
  const { login, password, user } = added;
  context.output.result(
    { login, password, ...accessOf(user) },
    () => `login ${login}  password ${password}\n${SHOWN_ONCE}`,
  );
}

async function userAccess(
  context: CommandContext,
  login: string,
  changeOf: (before: ManagedUser, db: Database) => UserChange | Promise<UserChange>,
): Promise<void> {
  const { after } = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        const { id } = await requireUser(transaction, login);
        const managing = { by: 'operator', now: context.clock.now() } as const;
        return changeUser(transaction, id, (before) => changeOf(before, transaction), managing);
      },
      (changed) => ({
        tenantId: changed.after.tenantId,
        action: 'user-changed',
        subject: changed.after.id,
        detail: changeDetail(changed),
      }),
    ),
  );
  const { role, rights, numbers } = accessOf(after);
  const whose = numbers === null ? 'all calls' : `the calls of ${numbers.join(' ') || 'no number'}`;
  context.output.result({ login, ...accessOf(after) }, () => `${login}  ${role}  ${rights.join(' ')}  sees ${whose}`);
}

function accessOf({ role, rights, numbers }: ManagedUser) {
  return { role, rights, numbers };
}
