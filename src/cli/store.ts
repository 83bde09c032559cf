import { type Command, Argument } from 'commander';
import { storeIdentity } from '../compose/index.ts';
import { STORE_NAMES, type StoreName } from '../platform/store-identity.ts';
import { audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';

export function addStoreCommands(program: Command, run: CommandRunner): void {
  const store = sub(program, 'store').description('the folders of recordings and keys');
  sub(store, 'accept')
    .description('use a folder as the store although it does not carry its id: its disk was replaced or restored')
    .addArgument(new Argument('<store>', 'which one').choices(STORE_NAMES))
    .action((name: StoreName) => run((context) => storeAccept(context, name))());
}

async function storeAccept(context: CommandContext, name: StoreName): Promise<void> {
  await withDatabase(context, (db) =>
    audited(
      context,
      db,
      () => storeIdentity(context.config, db, name).accept(),
      () => ({ tenantId: null, action: 'store-accepted', subject: name }),
    ),
  );
  context.output.result({ store: name, accepted: true }, () => `the folder of the ${name} is accepted`);
}
