import type { Command } from 'commander';
import { reportLeftKeys } from '../api/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  changeDetail,
  changeUser,
  type ManagedUser,
  requireUser,
  type Right,
  RIGHTS,
  type UserChange,
} from '../tenants/index.ts';
import { audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import {
  addNewUserCommands,
  type Limits,
  limitsOf,
  type Role,
  roleOption,
  shownAccess,
  withLimits,
} from './new-user.ts';
import { readRights } from './read-option.ts';

/** What the users of tenants may do, and whose calls they see. */
export function addUserAccessCommands(user: Command, run: CommandRunner): void {
  addNewUserCommands(user, run);
  const ofLogin = (name: string) => sub(user, name).requiredOption('--login <login>', 'of the user');
  ofLogin('role')
    .description('changes the role of a user of a tenant; rights that were given or taken stay so')
    .addOption(roleOption())
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
  withLimits(ofLogin('limit').option('--none', 'the user sees all of the tenant’s calls; an agent, none'))
    .description('limits a user to the calls of some numbers')
    .action(({ login, none, ...limits }: LimitOptions) =>
      run((context) =>
        userAccess(context, login, async ({ tenantId }, db) => ({
          limitedTo: none ? null : await limitsOf(db, tenantId, limits),
        })),
      )(),
    );
}

interface LimitOptions extends Limits {
  readonly login: string;
  readonly none?: boolean;
}

interface RightsOptions {
  readonly login: string;
  readonly give: readonly Right[];
  readonly take: readonly Right[];
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
        const changed = await changeUser(transaction, id, (before) => changeOf(before, transaction), managing);
        await reportLeftKeys(transaction, changed, managing.now);
        return changed;
      },
      (changed) => ({
        tenantId: changed.after.tenantId,
        action: 'user-changed',
        subject: changed.after.id,
        detail: changeDetail(changed),
      }),
    ),
  );
  const { role, rights, numbers } = shownAccess(after);
  const whose = numbers === null ? 'all calls' : `the calls of ${numbers.join(' ') || 'no number'}`;
  context.output.result(
    { login, ...shownAccess(after) },
    () => `${login}  ${role}  ${rights.join(' ')}  sees ${whose}`,
  );
}
