import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../base/errors.ts';
import {
  type CapturedMessage,
  explainSession,
  loadMappings,
  readCapturedMessage,
  sourceOfPeer,
  type SessionExplanation,
} from '../intake/index.ts';
import { CachedDirectory, type Directory } from '../tenants/index.ts';
import { addTraceCommands, requestsOfTrace } from './siprec-trace.ts';
import { type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';

interface ExplainOptions {
  readonly from?: string;
  readonly certificate?: string;
  readonly trace?: string;
  readonly database: boolean;
}

export function addSiprecCommands(program: Command, run: CommandRunner): void {
  const siprec = sub(program, 'siprec').description('what SIPREC sessions are taken for');
  addTraceCommands(siprec, run);
  sub(siprec, 'explain')
    .description('what would be derived from a captured INVITE, and from what; nothing is saved')
    .argument(
      '[files...]',
      'a SIP request as text, its body, or its metadata; more are later requests of the same session',
    )
    .option('--trace <id>', 'the requests of a session that `siprec trace list` shows; instead of files')
    .option('--from <ip>', 'the address that it came from, for the tenant of the source')
    .option('--certificate <name>', 'a name in the TLS certificate of the PBX, for the source and the tenant')
    .option('--no-database', 'without tenants')
    .action((files: string[], options: ExplainOptions) => run((context) => explain(context, files, options))());
}

async function explain(context: CommandContext, files: readonly string[], options: ExplainOptions): Promise<void> {
  const { config, output } = context;
  const mappings = loadMappings(config.siprecMappings);
  const { requests, from = '' } = await requestsOf(context, files, options);
  const directory = options.database ? await currentDirectory(context) : null;
  const certificateNames = options.certificate === undefined ? [] : [options.certificate];
  const source = directory && sourceOfPeer(directory, { address: from, certificateNames });
  if (directory !== null && from !== '' && source === null) {
    output.diagnostic(`${from} is the address of no source: an INVITE from there gets 403`);
  }
  const explanation = explainSession(requests, { mappings, directory, source, certificateNames });
  output.result({ database: directory !== null, ...explanation }, () => asText(explanation, directory !== null));
}

async function requestsOf(
  context: CommandContext,
  files: readonly string[],
  { trace, from }: ExplainOptions,
): Promise<{ readonly requests: readonly CapturedMessage[]; readonly from?: string }> {
  const read = trace === undefined ? { requests: await readCaptures(files) } : await requestsOfTrace(context, trace);
  return { ...read, ...(from !== undefined && { from }) };
}

async function readCaptures(files: readonly string[]): Promise<CapturedMessage[]> {
  if (files.length === 0) throw new AppError('request-invalid', 'name a file, or a session by --trace');
  return Promise.all(files.map(readCapture));
}

async function readCapture(file: string): Promise<CapturedMessage> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new AppError('request-invalid', `cannot read ${file}: ${String(cause)}`, { cause });
  }
  const read = readCapturedMessage(bytes);
  if (!read.ok) throw new AppError('request-invalid', `${file}: ${read.reason}`);
  return read.value;
}

/** Null where there is no database, or it cannot be opened. It is not made for this. */
async function currentDirectory(context: CommandContext): Promise<Directory | null> {
  const { config, clock, log, output } = context;
  if (config.databaseUrl === '' && !existsSync(join(config.data, 'database'))) return null;
  try {
    return await withDatabase(context, (db) => new CachedDirectory({ db, clock, log }).current());
  } catch (error) {
    output.diagnostic(`without tenants: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

function asText(found: SessionExplanation, hasDatabase: boolean): string {
  const { tenant, direction, streams, participants, fromVendor } = found;
  const unknownTenant = hasDatabase
    ? 'unknown: the call would be refused (tenant-unknown)'
    : 'not looked up: no database';
  return [
    `tenant      ${tenant === null ? unknownTenant : `${tenant.id} (by ${tenant.by})`}`,
    `direction   ${direction === null ? 'by the tenant’s numbers' : `${direction.value}${direction.guessed ? ' (a guess)' : ''}`}`,
    `caller      ${found.caller ?? 'withheld or unknown'} (found by ${found.callerBy})`,
    `callee      ${found.callee ?? 'withheld or unknown'}`,
    ...(found.dialled === null ? [] : [`dialled     ${found.dialled}`]),
    ...(found.parties.length < 3
      ? []
      : [`took part   ${found.parties.map(({ number, side }) => `${number ?? 'unknown'} (${side})`).join(', ')}`]),
    `call id     ${found.correlationId ?? 'none'}`,
    ...streams.map(
      ({ label, channel, by }, index) =>
        `stream ${index + 1}    ${channel ?? 'refused'} (label ${label ?? 'missing'}, by ${by})`,
    ),
    `flags       ${found.flags.length === 0 ? 'none' : found.flags.join(', ')}`,
    ...participants.map(
      ({ id, addresses, number }) =>
        `participant ${id}: ${addresses.join(', ') || 'no address'} → ${number ?? 'no number'}`,
    ),
    ...fromVendor.map(({ field, value, vendor, path }) => `${field}: ${value} (${vendor}, ${path})`),
  ].join('\n');
}
