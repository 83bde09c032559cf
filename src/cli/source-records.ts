import type { Command } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { keyStore } from '../compose/index.ts';
import { type LastRecord, type LastRequest, readLastRecords } from '../intake/index.ts';
import { ACTOR, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';

/** `source records`: what a PBX reported last, as it was received. */
export function addSourceRecordsCommand(source: Command, run: CommandRunner): void {
  sub(source, 'records')
    .description(
      'its last 20 call records of the last day, as received, and how they are read now; the audit log says so',
    )
    .requiredOption('--source <id>')
    .action(({ source }: { source: string }) => run((context) => sourceRecords(context, source))());
}

async function sourceRecords(context: CommandContext, sourceId: string): Promise<void> {
  const { config, clock, output } = context;
  const requests = await withDatabase(context, (db) => {
    const deps = {
      db,
      keys: keyStore(config, db),
      audit: new AuditLog(db, clock),
      clock,
      traceHours: config.traceHours,
    };
    return readLastRecords(deps, sourceId, { by: { actor: ACTOR, address: null } });
  });
  const shown = requests.map(({ at, ...request }) => ({ ...request, at: isoTime(at) }));
  output.result(shown, (list) => list.map(requestText).join('\n\n') || 'no call records in the last day');
}

function requestText(request: Omit<LastRequest, 'at'> & { at: string | null }): string {
  const { at, contentType, total, refused, unreadable, text, records } = request;
  const head = `${at}  ${contentType}  ${total} records${refused === null ? '' : `  refused: ${refused}`}`;
  if (unreadable !== null) return [head, `not readable now: ${unreadable}`, text].join('\n');
  return [head, ...records.map(recordText)].join('\n');
}

function recordText({ record, result }: LastRecord): string {
  const received = result === null ? 'not known' : (result.refused ?? result.skipped ?? 'taken');
  return `  ${JSON.stringify(record?.fields)}\n    received: ${received}; now: ${record === null ? 'not readable' : nowText(record.result)}`;
}

function nowText(result: NonNullable<LastRecord['record']>['result']): string {
  if ('skipped' in result) return `skipped: ${result.skipped}`;
  if (result.ok) return callText(result.value);
  return result.reason
    .map(
      ({ field, sourceField, message }) => `${field}${sourceField === undefined ? '' : ` (${sourceField})`} ${message}`,
    )
    .join('; ');
}

/** Its times as people read them. An answer that is null: nobody answered. */
function callText(call: object): string {
  const written = Object.entries(call).map(([field, value]) => [field, field.endsWith('At') ? isoTime(value) : value]);
  return JSON.stringify(Object.fromEntries(written));
}
