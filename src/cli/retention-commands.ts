import type { Command } from 'commander';
import type { RecordingId } from '../base/ids.ts';
import {
  type HoldToPlace,
  retentionHold,
  retentionLift,
  retentionLog,
  retentionPlan,
  retentionRun,
  retentionVerify,
} from './commands/retention.ts';
import { endOfDay, instant, recordingId, text } from './read-option.ts';
import { type CommandRunner, sub } from './sub-command.ts';

/** Expiry, holds, the destruction log. */
export function addRetentionCommands(program: Command, run: CommandRunner): void {
  const retention = sub(program, 'retention').description('how long recordings live, and what is left of their end');
  sub(retention, 'plan')
    .description('what a run would destroy; destroys nothing')
    .option('--at <time>', 'at this instant, or at the beginning of this day', instant)
    .action((options: { at?: number }) => run((context) => retentionPlan(context, options.at))());
  sub(retention, 'run')
    .description('destroy what is due, now')
    .option('--confirm-clock', 'the clock is right, though it looks as if it were not')
    .action((options: { confirmClock?: boolean }) =>
      run((context) => retentionRun(context, options.confirmClock ?? false))(),
    );
  sub(retention, 'verify')
    .description('whether the destruction log is whole and genuine, and nothing of the destroyed is left')
    .option('--file <path>', 'an exported log, by itself')
    .action((options: { file?: string }) => run((context) => retentionVerify(context, options.file))());
  sub(retention, 'log').description('the destruction log, one JSON document a line').action(run(retentionLog));
  sub(retention, 'hold')
    .description('keep a recording from destruction')
    .requiredOption('--recording <id>', 'which', recordingId)
    .requiredOption('--reason <text>', 'why', text)
    .option('--until <day>', 'the last day of the hold; without it: until it is lifted', endOfDay)
    .action((options: HoldToPlace) => run((context) => retentionHold(context, options))());
  sub(retention, 'lift')
    .requiredOption('--recording <id>', 'which', recordingId)
    .action((options: { recording: RecordingId }) => run((context) => retentionLift(context, options.recording))());
}
