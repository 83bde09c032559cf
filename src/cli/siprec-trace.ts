import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { keyStore } from '../compose/index.ts';
import { AppError } from '../base/errors.ts';
import {
  type CapturedMessage,
  type ListedTrace,
  listTraces,
  readCapturedMessage,
  readTrace,
  TRACE_REASONS,
  traceAsPcap,
  traceAsText,
} from '../intake/index.ts';
import { ACTOR, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';

interface ListOptions {
  readonly source?: string;
  readonly recording?: string;
  readonly refused?: boolean;
}

interface ShowOptions {
  readonly pcap?: string;
  readonly full?: (typeof TRACE_REASONS)[number];
}

/** `siprec trace …`: the SIP messages of sessions. */
export function addTraceCommands(siprec: Command, run: CommandRunner): void {
  const trace = sub(siprec, 'trace').description('the SIP messages of recent sessions, refused ones too');
  sub(trace, 'list')
    .description('newest first')
    .option('--source <id>')
    .option('--recording <id>', 'the session of this recording')
    .option('--refused', 'only sessions that were refused')
    .action((options: ListOptions) => run((context) => traceList(context, options))());
  sub(trace, 'show')
    .description('its messages, without names and numbers; keys of SRTP and passwords are never kept')
    .argument('<id>')
    .option('--pcap <file>', 'into a file for Wireshark')
    .addOption(
      new Option('--full <reason>', 'with names and numbers; the tenant’s audit log says so').choices(TRACE_REASONS),
    )
    .action((id: string, options: ShowOptions) => run((context) => traceShow(context, id, options))());
}

async function traceList(context: CommandContext, { source, recording, refused }: ListOptions): Promise<void> {
  const traces = await withDatabase(context, (db) =>
    listTraces(db, {
      ...(source !== undefined && { sourceId: source }),
      ...(recording !== undefined && { recordingId: recording }),
      ...(refused !== undefined && { refused }),
    }),
  );
  context.output.result(traces.map(traceView), (list) => list.map(traceLine).join('\n') || 'no sessions');
}

function traceView({ startedAt, lastAt, ...trace }: ListedTrace) {
  return { ...trace, startedAt: isoTime(startedAt), lastAt: isoTime(lastAt) };
}

function traceLine({
  id,
  startedAt,
  source,
  tenant,
  result,
  status,
  ended,
  messages,
}: ReturnType<typeof traceView>): string {
  const became = ended === null || result !== 'recorded' ? (result ?? 'not decided') : `recorded until ${ended}`;
  const of = `${source?.name ?? 'unknown source'}  ${tenant?.name ?? 'unknown tenant'}`;
  return `${id}  ${startedAt}  ${of}  ${status ?? '–'} ${became}  ${messages} messages`;
}

async function traceShow(context: CommandContext, id: string, { pcap, full: reason }: ShowOptions): Promise<void> {
  const { config, clock, output } = context;
  const { trace, messages } = await withDatabase(context, (db) => {
    const deps = { db, keys: keyStore(config, db), audit: new AuditLog(db, clock) };
    return readTrace(deps, { id, reason, by: { actor: ACTOR, address: null } });
  });
  if (pcap !== undefined) await writeFile(pcap, traceAsPcap(messages), { mode: 0o600 });
  const shown = { ...traceView(trace), count: messages.length, text: traceAsText(messages) };
  output.result(shown, ({ text, count }) => (pcap === undefined ? text : `${count} messages written to ${pcap}`));
}

interface TracedRequests {
  readonly requests: CapturedMessage[];
  /** Where the first one came from. */
  readonly from: string;
}

/** INVITEs and UPDATEs of the PBX that have a body. What is derived of them names who spoke with whom: the audit log says so. */
export async function requestsOfTrace(context: CommandContext, id: string): Promise<TracedRequests> {
  const { config, clock } = context;
  const { messages } = await withDatabase(context, (db) => {
    const deps = { db, keys: keyStore(config, db), audit: new AuditLog(db, clock) };
    return readTrace(deps, { id, reason: 'wrong-parties', by: { actor: ACTOR, address: null } });
  });
  const received = messages.filter(
    ({ direction, text }) => direction === 'received' && /^(?:INVITE|UPDATE) /.test(text),
  );
  const read = received.map(({ text }) => readCapturedMessage(Buffer.from(text, 'latin1')));
  const requests = read.flatMap((one) => (one.ok ? one.value : []));
  if (requests.length === 0) throw new AppError('request-invalid', 'the session has no request that can be read');
  return { requests, from: received[0]!.peer.address };
}
