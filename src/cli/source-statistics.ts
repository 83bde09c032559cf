import type { Command } from 'commander';
import { AppError } from '../base/errors.ts';
import { listSources, listSourceStatistics, type SourceDay } from '../tenants/index.ts';
import { type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { seenView } from './source-key.ts';

/** `source show`: what a PBX sends. */
export function addSourceShowCommand(source: Command, run: CommandRunner): void {
  sub(source, 'show')
    .description('its sessions now and in the last seven days, refused ones by reason, and how its RTP arrived')
    .requiredOption('--source <id>')
    .action(({ source }: { source: string }) => run((context) => sourceShow(context, source))());
}

async function sourceShow(context: CommandContext, sourceId: string): Promise<void> {
  const shown = await withDatabase(context, async (db) => {
    const source = (await listSources(db)).find(({ id }) => id === sourceId);
    const statistics = (await listSourceStatistics(db, context.clock.now())).find((one) => one.sourceId === sourceId);
    if (source === undefined || statistics === undefined) throw new AppError('source-unknown');
    const { id, name, lastSeen } = source;
    const { openSessions, days } = statistics;
    return { id, name, lastSeen: seenView(lastSeen), openSessions, days };
  });
  context.output.result(shown, ({ id, name, lastSeen, openSessions, days }) =>
    [
      `${id}  ${name}`,
      `last seen ${lastSeen === null ? 'never' : `${lastSeen.at} from ${lastSeen.address}`}, open sessions ${openSessions}`,
      ...days.map(dayLine),
    ].join('\n'),
  );
}

function dayLine({ day, recorded, refused, packets, lost, jitterMs }: SourceDay): string {
  const reasons = refused.map(({ reason, count }) => `${reason} ${count}`).join(', ');
  const share = packets + lost === 0 ? '–' : `${((100 * lost) / (packets + lost)).toFixed(2)} %`;
  return `${day}  recorded ${recorded}  refused ${reasons || '0'}  loss ${share}  jitter ${jitterMs ?? '–'} ms`;
}
