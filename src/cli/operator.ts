import { type Command, Option } from 'commander';
import { addOperator, listUsers, OPERATOR_ROLES } from '../tenants/index.ts';
import { audited, type CommandContext, type CommandRunner, SHOWN_ONCE, sub, withDatabase } from './command.ts';
import { USER_CHANGES, userChange, userLine } from './user.ts';

type NewOperator = Parameters<typeof addOperator>[1];

/** The operator's staff. */
export function addOperatorCommands(program: Command, run: CommandRunner): void {
  const operator = sub(program, 'operator').description('the operator’s staff, who sign in to the console');
  sub(operator, 'add')
    .description('adds an account and prints its password, which must be changed at the first sign-in')
    .requiredOption('--name <name>', 'the login is made from it')
    .addOption(
      new Option('--role <role>', 'what it may do').choices(OPERATOR_ROLES).default('operator-admin' satisfies string),
    )
    .action((user: NewOperator) => run((context) => operatorAdd(context, user))());
  sub(operator, 'list').action(run(operatorList));
  for (const name of ['disable', 'enable'] as const) {
    const change = USER_CHANGES[name];
    sub(operator, name)
      .description(change.description)
      .requiredOption('--login <login>')
      .action(({ login }: { login: string }) =>
        run((context) => userChange(context, login, change, { staffOnly: true }))(),
      );
  }
}

async function operatorAdd(context: CommandContext, { name, role }: NewOperator): Promise<void> {
  const added = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => addOperator(transaction, { name, role }, context.clock.now()),
      ({ id }) => ({ tenantId: null, action: 'user-added', subject: id }),
    ),
  );
  context.output.result(
    { ...added, role },
    ({ login, password }) => `login ${login}  password ${password}\n${SHOWN_ONCE}`,
  );
}

async function operatorList(context: CommandContext): Promise<void> {
  const staff = await withDatabase(context, (db) => listUsers(db, null));
  context.output.result(staff, (list) => list.map(userLine).join('\n') || 'no accounts');
}
