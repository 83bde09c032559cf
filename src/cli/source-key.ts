import { type Command, InvalidArgumentError } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  KEY_OVERLAP_MS,
  type ListedSourceKey,
  listSources,
  type Seen,
  SOURCE_SCOPES,
  SourceChanges,
  type SourceScope,
} from '../tenants/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readDayOrInstant, readText } from './read-option.ts';

const OVERLAP_DAYS = KEY_OVERLAP_MS / (24 * 60 * 60 * 1000);

interface KeyAddOptions {
  readonly source: string;
  readonly name?: string;
  readonly scope?: SourceScope[];
  readonly expires?: number;
  readonly replaces?: string;
  readonly oldUntil?: number;
}

interface KeyOptions {
  readonly source: string;
  readonly key: string;
}

/** `source key …`: the keys of a PBX. */
export function addSourceKeyCommands(source: Command, run: CommandRunner): void {
  const key = sub(source, 'key').description('the keys of a source, for uploads, CDRs and the recording policy');
  sub(key, 'add')
    .requiredOption('--source <id>')
    .option('--name <name>', 'what it is for', readText)
    .option('--scope <scope>', `${SOURCE_SCOPES.join(', ')}; may be given several times; default: all`, collectScope)
    .option('--expires <time>', 'a day or an instant; default: valid until it is removed', readDayOrInstant)
    .option('--replaces <key id>', 'the key that it replaces, which stays valid for a while')
    .option(
      '--old-until <time>',
      `until when the replaced key is valid; default: ${OVERLAP_DAYS} days`,
      readDayOrInstant,
    )
    .action((options: KeyAddOptions) => run((context) => keyAdd(context, options))());
  sub(key, 'list')
    .requiredOption('--source <id>')
    .action(({ source }: { source: string }) => run((context) => keyList(context, source))());
  sub(key, 'expire')
    .description('until when a key is valid')
    .requiredOption('--source <id>')
    .requiredOption('--key <id>')
    .option('--at <time>', `default: in ${OVERLAP_DAYS} days`, readDayOrInstant)
    .action(({ at, ...options }: KeyOptions & { at?: number }) =>
      run((context) =>
        keyChange(context, options, (changes) =>
          changes.expireKey(options.source, options.key, at ?? context.clock.now() + KEY_OVERLAP_MS),
        ),
      )(),
    );
  sub(key, 'remove')
    .description('refuses a key from now on')
    .requiredOption('--source <id>')
    .requiredOption('--key <id>')
    .action((options: KeyOptions) =>
      run((context) => keyChange(context, options, (changes) => changes.removeKey(options.source, options.key)))(),
    );
}

/** Changes sources as the command line. */
export function withSourceChanges<T>(
  context: CommandContext,
  work: (changes: SourceChanges) => Promise<T>,
): Promise<T> {
  return withDatabase(context, (db) => work(sourceChanges(context, db)));
}

export function sourceChanges({ clock }: Pick<CommandContext, 'clock'>, db: Database): SourceChanges {
  return new SourceChanges({ db, clock, audit: new AuditLog(db, clock), by: BY_COMMAND });
}

function collectScope(text: string, all: SourceScope[] = []): SourceScope[] {
  const scope = SOURCE_SCOPES.find((one) => one === text);
  if (scope === undefined) throw new InvalidArgumentError(`must be one of ${SOURCE_SCOPES.join(', ')}`);
  return [...all, scope];
}

async function keyAdd(context: CommandContext, { source, scope, expires, ...request }: KeyAddOptions): Promise<void> {
  const added = await withSourceChanges(context, (changes) =>
    changes.addKey(source, { ...request, scopes: scope, expiresAt: expires }),
  );
  context.output.result(added, ({ keyId, apiKey }) => `key ${keyId}  ${apiKey}\nThe key is shown only now.`);
}

async function keyList(context: CommandContext, sourceId: string): Promise<void> {
  const sources = await withDatabase(context, listSources);
  const source = sources.find(({ id }) => id === sourceId);
  if (source === undefined) throw new AppError('source-unknown');
  context.output.result(source.keys.map(keyView), (keys) => keys.map(keyLine).join('\n') || 'no keys');
}

async function keyChange(
  context: CommandContext,
  { source, key }: KeyOptions,
  work: (changes: SourceChanges) => Promise<void>,
): Promise<void> {
  await withSourceChanges(context, work);
  context.output.result({ sourceId: source, keyId: key }, () => 'done');
}

/** A key as the output shows it. */
export function keyView({ createdAt, expiresAt, lastSeen, ...key }: ListedSourceKey) {
  return {
    ...key,
    createdAt: isoTime(createdAt),
    expiresAt: isoTime(expiresAt),
    lastSeen: seenView(lastSeen),
  };
}

export function seenView(seen: Seen | null) {
  return seen === null ? null : { at: isoTime(seen.at), address: seen.address };
}

export function keyLine({ id, prefix, name, scopes, expiresAt, lastSeen }: ReturnType<typeof keyView>): string {
  const until = expiresAt === null ? 'no expiry' : `until ${expiresAt}`;
  return `key ${id}  ${prefix ?? ''}…  ${name}  ${scopes.join(' ')}  ${until}  last seen ${lastSeen?.at ?? 'never'}`;
}
