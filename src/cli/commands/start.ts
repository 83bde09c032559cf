import { addFirstOperator } from '../../tenants/index.ts';
import { startService, untilSignal } from '../../compose/index.ts';
import { audited } from '../audit-command.ts';
import type { CommandContext } from '../command-context.ts';

/** Runs the roles of the settings until a signal; says `ready {json}` when all of them work. */
export async function start(context: CommandContext): Promise<void> {
  const { config, clock, log, output } = context;
  const signalled = untilSignal(clock);
  const service = await startService({ config, clock, log });
  const operator = await audited(
    context,
    service.shared.database.db,
    (transaction) => addFirstOperator(transaction, clock.now()),
    (added) => added && { tenantId: null, action: 'user-added', subject: added.id },
  );
  if (operator !== null) {
    output.note(
      `The operator's first account, shown this once: login ${operator.login}, password ${operator.password}`,
    );
  }
  process.stdout.write(`ready ${JSON.stringify(service.ready)}\n`);
  const signal = await signalled;
  log.info({ signal }, 'stopping');
  await service.stop();
}
