import type { Command } from 'commander';
import { listStuckCalls, type ListedStuckCall, requestRetry } from '../archive/index.ts';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import { inTransaction } from '../platform/postgres/index.ts';
import { auditCommand, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readRecordingId } from './read-option.ts';

export function addCallsCommands(program: Command, run: CommandRunner): void {
  const calls = sub(program, 'calls').description('ended calls that could not be archived');
  sub(calls, 'stuck').description('which calls are stuck, since when and why').action(run(callsStuck));
  sub(calls, 'retry')
    .description('try stuck calls again; their recorders do so within seconds, or when they start')
    .argument('[recordings...]', 'the recordings’ ids')
    .option('--all', 'all that are stuck')
    .action((ids: string[], { all = false }: { all?: boolean }) =>
      run((context) => callsRetry(context, all ? 'all' : ids.map(readRecordingId)))(),
    );
}

async function callsStuck(context: CommandContext): Promise<void> {
  const stuck = await withDatabase(context, listStuckCalls);
  const calls = stuck.map((call) => ({
    ...call,
    since: isoTime(call.since),
    startedAt: isoTime(call.startedAt),
    endedAt: isoTime(call.endedAt),
    recorderSeenAt: isoTime(call.recorderSeenAt),
    retryRequestedAt: isoTime(call.retryRequestedAt),
  }));
  context.output.result({ calls }, () => (stuck.length === 0 ? 'no call is stuck' : stuck.map(line).join('\n')));
}

function line({ recordingId, tenantId, state, failures, startedAt, error }: ListedStuckCall): string {
  return `${recordingId} of ${isoTime(startedAt)}, tenant ${tenantId}: ${state} after ${failures} attempts: ${error}`;
}

async function callsRetry(context: CommandContext, ids: readonly RecordingId[] | 'all'): Promise<void> {
  if (ids !== 'all' && ids.length === 0) throw new AppError('request-invalid', 'name recordings, or --all');
  const requested = await withDatabase(context, (db) =>
    inTransaction(db, async (transaction) => {
      const calls = await requestRetry(transaction, ids, context.clock.now());
      for (const { recordingId, tenantId } of calls) {
        await auditCommand(context, transaction, { tenantId, action: 'call-retried', subject: recordingId });
      }
      return calls;
    }),
  );
  context.output.result({ requested }, () => `${requested.length} calls will be tried again`);
}
