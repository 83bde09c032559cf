import { type Command, Argument, Option } from 'commander';
import { join } from 'node:path';
import { recordingsMove, storeIdentity } from '../compose/index.ts';
import { beginMove, moveObjects } from '../platform/move-store.ts';
import { openScratchFolder } from '../platform/scratch-folder.ts';
import { STORE_PLACES, type StorePlace } from '../platform/store-plan.ts';
import { STORE_NAMES, type StoreName } from '../platform/store-identity.ts';
import { auditCommand, audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';

export function addStoreCommands(program: Command, run: CommandRunner): void {
  const store = sub(program, 'store').description('the folders of recordings and keys');
  sub(store, 'accept')
    .description('use a folder as the store although it does not carry its id: its disk was replaced or restored')
    .addArgument(new Argument('<store>', 'which one').choices(STORE_NAMES))
    .action((name: StoreName) => run((context) => storeAccept(context, name))());
  sub(store, 'copy')
    .description('move the recordings between folder and bucket while the service runs; may be stopped and run again')
    .addOption(new Option('--to <place>', 'where to').choices(STORE_PLACES).makeOptionMandatory())
    .action(({ to }: { to: StorePlace }) => run((context) => storeCopy(context, to))());
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

/** Each object is verified at the new place before it is deleted at the old one. False: some could not be moved. */
async function storeCopy(context: CommandContext, to: StorePlace): Promise<boolean> {
  const { config, clock, output } = context;
  const scratch = openScratchFolder(join(config.data, 'temporary'));
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const move = await withDatabase(context, async (db) => {
      const deps = { ...recordingsMove(config, db, clock), folder: scratch.path, signal: stop.signal };
      const subject = 'recordings';
      const event = { tenantId: null, subject, detail: { to } } as const;
      if (await beginMove(deps, to)) await auditCommand(context, db, { ...event, action: 'store-move-begun' });
      const moved = await moveObjects(deps, to);
      if (moved.finished) await auditCommand(context, db, { ...event, action: 'store-moved' });
      return moved;
    });
    output.result({ to, ...move }, () =>
      move.done
        ? `all recordings are in the ${to === 's3' ? 'bucket' : 'folder'}; ${move.moved} were moved now`
        : `${move.moved} were moved, ${move.failed} could not be; run it again. ${move.failure ?? ''}`,
    );
    return move.done;
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    scratch[Symbol.dispose]();
  }
}
