import { Command, CommanderError } from 'commander';
import { loadConfig } from '../config/index.ts';
import { systemClock } from '../platform/clock.ts';
import { createLogger } from '../platform/logging.ts';
import { programVersion } from '../platform/program.ts';
import type { CommandContext, CommandRunner } from './command.ts';
import { loadCommands } from './load-commands.ts';
import { EXIT, type ExitCode, Output } from './output.ts';

/** Runs one of the operator's commands and returns the exit code. `words` are the arguments after the program's name. */
export async function runCommand(words: readonly string[]): Promise<ExitCode> {
  const output = new Output(words.includes('--json'));
  let exitCode: ExitCode = EXIT.ok;
  const run: CommandRunner = (action) => async () => {
    const succeeded = await action(commandContext(output));
    if (succeeded === false) exitCode = EXIT.failed;
  };
  try {
    const program = await buildProgram(words, run);
    await program.parseAsync(words, { from: 'user' });
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

async function buildProgram(words: readonly string[], run: CommandRunner): Promise<Command> {
  const program = new Command('fonoteka')
    .description('Call recording of a hosted PBX operator')
    .version(programVersion(), '--version', 'the number of this release')
    .option('--json', 'one JSON document on stdout')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
    });
  for (const add of await loadCommands(words)) add(program, run);
  return program;
}
