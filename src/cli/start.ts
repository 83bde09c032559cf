import { flushCompileCache } from 'node:module';
import { type Command, Option } from 'commander';
import { exitInTime, type Service, startService, untilSignal } from '../compose/at-start.ts';
import { loadConfig, ROLES } from '../config/index.ts';
import { audited, type CommandContext, type CommandRunner, sub } from './command.ts';

export function addStartCommand(program: Command, run: CommandRunner): void {
  sub(program, 'start')
    .description('run the service until a signal')
    .addOption(new Option('--roles <list>', `which of ${ROLES.join(', ')}; overrides FONOTEKA_ROLES`))
    .action(({ roles }: { roles?: string }) => run((context) => start(withRoles(context, roles)))());
}

function withRoles(context: CommandContext, roles: string | undefined): CommandContext {
  if (roles === undefined) return context;
  return { ...context, config: { ...context.config, roles: loadConfig({ FONOTEKA_ROLES: roles }).roles } };
}

/** Runs the roles of the settings until a signal; prints `ready {json}` when all of them work. */
async function start(context: CommandContext): Promise<void> {
  const { clock, log, output } = context;
  const signalled = untilSignal(clock);
  const service = await startUnlessSignalled(context, signalled);
  if (service === null) return;
  // Loaded with the service. Before it, it would delay all that a start does at once.
  const { addFirstOperator } = await import('../tenants/index.ts');
  const operator = await audited(
    context,
    service.shared.database.db,
    (transaction) => addFirstOperator(transaction, clock.now()),
    (added) => added && { tenantId: null, action: 'user-added', subject: added.id },
  );
  if (operator !== null) {
    output.diagnostic(
      `The operator's first account, shown only now: login ${operator.login}, password ${operator.password}. It must be changed at the first sign-in.`,
    );
  }
  output.raw(`ready ${JSON.stringify(service.ready)}\n`);
  // Kept now: written when it stops, it would take longer to stop, and one that is killed would keep nothing.
  flushCompileCache();
  const signal = await signalled;
  log.info({ signal }, 'service: a signal was received, stopping');
  exitInTime(context);
  await service.stop();
}

/** Null: a signal came while the service waited for its database. */
async function startUnlessSignalled(
  { config, clock, log }: CommandContext,
  signalled: Promise<NodeJS.Signals>,
): Promise<Service | null> {
  const stopping = new AbortController();
  void signalled.then(() => stopping.abort());
  try {
    const options = { config, clock, log, signal: stopping.signal };
    return await startService({ ...options, compareClocks: true, filesProcess: { stderr: 'inherit' } });
  } catch (error) {
    if (error !== stopping.signal.reason) throw error;
    log.info({ signal: await signalled }, 'service: a signal was received before the service was ready');
    return null;
  }
}
