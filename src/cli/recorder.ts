import type { Command } from 'commander';
import { listRecorders, type ListedRecorder, requestTakeover } from '../archive/index.ts';
import type { RecorderId } from '../base/ids.ts';
import { audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readRecorderId } from './read-option.ts';

export function addRecorderCommands(program: Command, run: CommandRunner): void {
  const recorder = sub(program, 'recorder').description('the machines that record, and those that are lost');
  sub(recorder, 'list').description('all recorders, and who takes over which').action(run(recorderList));
  sub(recorder, 'take-over')
    .description('another recorder archives the calls of one whose machine is lost, from its mirror, now')
    .argument('<recorder>', 'its id, as recorder list shows it', readRecorderId)
    .action((id: RecorderId) => run((context) => recorderTakeOver(context, id))());
}

async function recorderList(context: CommandContext): Promise<void> {
  const listed = await withDatabase(context, listRecorders);
  const recorders = listed.map((recorder) => ({
    ...recorder,
    seenAt: isoTime(recorder.seenAt),
    unarchivedSince: isoTime(recorder.unarchivedSince),
    leaseUntil: isoTime(recorder.leaseUntil),
  }));
  context.output.result({ recorders }, () => (listed.length === 0 ? 'no recorder' : listed.map(line).join('\n')));
}

function line({ recorderId, seenAt, state, takenBy, leaseUntil, unarchivedSince }: ListedRecorder): string {
  const by = takenBy === null ? '' : ` by ${takenBy}`;
  return `${recorderId}: ${state}${by}, last seen ${isoTime(seenAt) ?? 'never'}
    lease until ${isoTime(leaseUntil) ?? '–'}, calls that are not archived since ${isoTime(unarchivedSince) ?? '–'}`;
}

async function recorderTakeOver(context: CommandContext, recorder: RecorderId): Promise<void> {
  await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => requestTakeover(transaction, recorder),
      () => ({ tenantId: null, action: 'recorder-takeover-ordered', subject: recorder }),
    ),
  );
  context.output.result({ ordered: recorder }, () =>
    [
      'A recorder that runs with FONOTEKA_SPOOL_MIRROR takes it over within seconds; recorder list shows how far it is.',
      'If the lost one still works, it takes its place back, and loses nothing.',
    ].join('\n'),
  );
}
