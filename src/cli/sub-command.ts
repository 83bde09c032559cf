import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';

/** Runs a command's action with what it works with; `false` from it means: done, but what was asked does not hold. */
export type CommandRunner = (action: (context: CommandContext) => Promise<boolean | void>) => () => Promise<void>;

/** A command under another. `--json` may stand before it or after it. */
export function sub(parent: Command, name: string): Command {
  return parent.command(name).option('--json', 'one JSON document on stdout').exitOverride();
}
