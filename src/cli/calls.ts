import type { Command } from 'commander';
import { forgetRecorder, listStuckCalls, type ListedStuckCall, requestRetry } from '../archive/index.ts';
import { AppError } from '../base/errors.ts';
import type { RecorderId, RecordingId } from '../base/ids.ts';
import { inTransaction } from '../platform/postgres/index.ts';
import { audited, auditCommand, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readRecorderId, readRecordingId } from './read-option.ts';

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
  sub(calls, 'forget')
    .description('forget a recorder whose disk is lost: its stuck calls are not listed, and nothing waits for it')
    .requiredOption('--recorder <id>', 'the recorder, as calls stuck shows it', readRecorderId)
    .action(({ recorder }: { recorder: RecorderId }) => run((context) => callsForget(context, recorder))());
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

function line({ recordingId, tenantId, state, failures, startedAt, error, ...recorder }: ListedStuckCall): string {
  const seen = isoTime(recorder.recorderSeenAt) ?? 'never';
  return `${recordingId} of ${isoTime(startedAt)}, tenant ${tenantId}: ${state} after ${failures} attempts: ${error}
    on recorder ${recorder.recorderId}, last seen ${seen}`;
}

/** The audio of the calls is lost with the recorder, and their tenants' audit logs say so. */
async function callsForget(context: CommandContext, recorder: RecorderId): Promise<void> {
  const forgotten = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        const calls = await forgetRecorder(transaction, recorder, context.clock.now());
        for (const { recordingId, tenantId } of calls) {
          await auditCommand(context, transaction, { tenantId, action: 'call-given-up', subject: recordingId });
        }
        return calls;
      },
      ({ length }) => ({
        tenantId: null,
        action: 'recorder-forgotten',
        subject: recorder,
        detail: { calls: String(length) },
      }),
    ),
  );
  context.output.result({ forgotten }, () => `forgotten, with ${forgotten.length} stuck calls`);
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
