import { type Command, Option } from 'commander';
import { queueInvitation } from '../api/index.ts';
import type { TenantId } from '../base/ids.ts';
import { panelUrl } from '../compose/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  addManagedUser,
  inviteUser,
  type ManagedUser,
  requireNumberGroup,
  type Right,
  RIGHTS,
  TENANT_ROLES,
  type UserLimits,
} from '../tenants/index.ts';
import { audited, type CommandContext, type CommandRunner, SHOWN_ONCE, sub, withDatabase } from './command.ts';
import { readRights, readText, readTexts, readTenantId } from './read-option.ts';

export type Role = (typeof TENANT_ROLES)[number];

/** New users of tenants: with a printed password, or invited by mail. */
export function addNewUserCommands(user: Command, run: CommandRunner): void {
  const ofTenant = (name: string) =>
    withLimits(
      sub(user, name)
        .requiredOption('--tenant <id>', 'whose user', readTenantId)
        .addOption(roleOption())
        .addOption(
          new Option('--rights <right...>', `exactly these, instead of the role’s: ${RIGHTS.join(', ')}`).argParser(
            (text: string, before: Right[] | undefined) => readRights(text, before ?? []),
          ),
        ),
    );
  ofTenant('add')
    .description('adds a user to a tenant and prints its password, which must be changed at the first sign-in')
    .requiredOption('--name <name>', 'the login is made from it', readText)
    .action((options: NewUserOptions & { name: string }) => run((context) => userAdd(context, options))());
  ofTenant('invite')
    .description('adds a user to a tenant and mails the person a link, by which the person sets the password')
    .requiredOption('--email <address>', 'of the person; the login is made from it', readText)
    .action((options: NewUserOptions & { email: string }) => run((context) => userInvite(context, options))());
}

export const roleOption = () => new Option('--role <role>', 'of the user').choices(TENANT_ROLES).makeOptionMandatory();

export function withLimits(command: Command): Command {
  return command
    .option('--extension <number...>', 'the user sees only calls with these numbers or extensions', readTexts, [])
    .option('--group <name...>', 'the user sees only calls with the numbers of these groups', readTexts, []);
}

export interface Limits {
  readonly extension: readonly string[];
  readonly group: readonly string[];
}

interface NewUserOptions extends Limits {
  readonly tenant: TenantId;
  readonly role: Role;
  readonly rights?: readonly Right[];
}

async function userAdd(context: CommandContext, options: NewUserOptions & { name: string }): Promise<void> {
  const added = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        const user = { ...(await accessOf(transaction, options)), name: options.name };
        return addManagedUser(transaction, user, { by: 'operator', now: context.clock.now() });
      },
      ({ user }) => ({ tenantId: options.tenant, action: 'user-added', subject: user.id }),
    ),
  );
  const { login, password, user } = added;
  context.output.result(
    { login, password, ...shownAccess(user) },
    () => `login ${login}  password ${password}\n${SHOWN_ONCE}`,
  );
}

async function userInvite(context: CommandContext, options: NewUserOptions & { email: string }): Promise<void> {
  const { clock, config } = context;
  const { tenant: tenantId } = options;
  const { id, login, email } = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        const now = clock.now();
        const invitation = { ...(await accessOf(transaction, options)), email: options.email };
        const sent = await inviteUser(transaction, invitation, { by: 'operator', now });
        await queueInvitation(transaction, { ...sent, tenantId, panelUrl: panelUrl(config), now });
        return sent;
      },
      (sent) => ({ tenantId, action: 'user-invited', subject: sent.id }),
    ),
  );
  context.output.result({ userId: id, login, email }, () => `login ${login}; the link is sent to ${email}`);
}

/** What is not given is as the role has it. */
async function accessOf(db: Database, { tenant: tenantId, role, rights, ...limits }: NewUserOptions) {
  const limited = limits.extension.length + limits.group.length > 0;
  const limitedTo = limited ? await limitsOf(db, tenantId, limits) : null;
  return { tenantId, role, limitedTo, ...(rights === undefined ? {} : { rights }) };
}

export async function limitsOf(
  db: Database,
  tenantId: TenantId | null,
  { extension, group }: Limits,
): Promise<UserLimits> {
  const groups = [];
  for (const name of group) groups.push((await requireNumberGroup(db, tenantId!, name)).id);
  return { numbers: extension, groups };
}

export function shownAccess({ role, rights, numbers }: ManagedUser) {
  return { role, rights, numbers };
}
