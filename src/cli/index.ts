import { Command, CommanderError } from 'commander';
import { loadConfig } from '../config/index.ts';
import { systemClock } from '../platform/clock.ts';
import { createLogger } from '../platform/logging.ts';
import { addAuditCommands } from './audit.ts';
import { addBillingCommands } from './billing.ts';
import { addCallCommand } from './call.ts';
import { addCallsCommands } from './calls.ts';
import { addCapacityCommand } from './capacity.ts';
import { addCancellationCommands } from './cancellation.ts';
import type { CommandContext, CommandRunner } from './command.ts';
import { addDemoCommand } from './demo.ts';
import { addDoctorCommand } from './doctor.ts';
import { addMailCommands } from './mail.ts';
import { addOidcCommands } from './oidc.ts';
import { addNumberGroupCommands } from './number-group.ts';
import { addOperatorCommands } from './operator.ts';
import { addMigrateCommand } from './migrate.ts';
import { addOrderCommands } from './order.ts';
import { EXIT, type ExitCode, Output } from './output.ts';
import { addPlanCommands } from './plan.ts';
import { addPriceCommands } from './price.ts';
import { addPushCommands } from './push.ts';
import { addRetentionCommands } from './retention.ts';
import { addRodoCommands } from './rodo.ts';
import { addSourceCommands } from './source.ts';
import { addStartCommand } from './start.ts';
import { addStoreCommands } from './store.ts';
import { addTenantCommands } from './tenant.ts';
import { addUserCommands } from './user.ts';

/** In the order in which `--help` lists them. */
const ADD_COMMANDS = [
  addStartCommand,
  addDoctorCommand,
  addMigrateCommand,
  addCapacityCommand,
  addDemoCommand,
  addCallCommand,
  addCallsCommands,
  addTenantCommands,
  addUserCommands,
  addNumberGroupCommands,
  addOperatorCommands,
  addOidcCommands,
  addSourceCommands,
  addAuditCommands,
  addCancellationCommands,
  addMailCommands,
  addPlanCommands,
  addPriceCommands,
  addOrderCommands,
  addBillingCommands,
  addRetentionCommands,
  addRodoCommands,
  addStoreCommands,
  addPushCommands,
];

/** Runs one of the operator's commands and returns the exit code. `words` are the arguments after the program's name. */
export async function runCommand(words: readonly string[]): Promise<ExitCode> {
  const output = new Output(words.includes('--json'));
  let exitCode: ExitCode = EXIT.ok;
  const run: CommandRunner = (action) => async () => {
    const succeeded = await action(commandContext(output));
    if (succeeded === false) exitCode = EXIT.failed;
  };
  try {
    await buildProgram(run).parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    output.failure(error);
    return EXIT.failed;
  }
}

function commandContext(output: Output): CommandContext {
  const config = loadConfig();
  return { config, clock: systemClock, log: createLogger(config.logLevel), output };
}

function buildProgram(run: CommandRunner): Command {
  const program = new Command('fonoteka')
    .description('Call recording of a hosted PBX operator')
    .option('--json', 'one JSON document on stdout')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
    });
  for (const add of ADD_COMMANDS) add(program, run);
  return program;
}
