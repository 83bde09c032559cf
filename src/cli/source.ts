import type { Command } from 'commander';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { keyStore } from '../compose/index.ts';
import { type ListedSource, listSources, type NewSource, type SourceChanges } from '../tenants/index.ts';
import { type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readTenantId, readText, readTimeZone } from './read-option.ts';
import { addCallRecordsCommand, mappingText } from './source-call-records.ts';
import { addSourceRecordsCommand } from './source-records.ts';
import { addSourceShowCommand } from './source-statistics.ts';
import { addSourceKeyCommands, keyLine, keyView, seenView, sourceChanges, withSourceChanges } from './source-key.ts';

/** An option that may be given several times. */
const collect = (value: string, all: string[] = []): string[] => [...all, value];

const ADDRESS = 'an IP address, a network like 10.1.0.0/16 or a DNS name';
const STRICT = 'only INVITEs with metadata and the tag of RFC 7866 are recording sessions';

const USER_TO_USER = 'the User-to-User header is an id of the call: sessions with the same one are one call';

const TIME_ZONE = 'the time zone of times that it writes without an offset, like Europe/Warsaw';

interface AddOptions {
  readonly name: string;
  readonly address?: string[];
  readonly certificate?: string[];
  readonly tenant?: TenantId;
  readonly strict?: boolean;
  readonly userToUser?: boolean;
  readonly timeZone?: string;
}

interface DigestOptions {
  readonly source: string;
  readonly user?: string;
  readonly off?: boolean;
}

const recognitionOf = (strict: boolean) => (strict ? 'strict' : 'lenient');

export function addSourceCommands(program: Command, run: CommandRunner): void {
  const source = sub(program, 'source').description('PBXs that may record');
  sub(source, 'add')
    .requiredOption('--name <name>', 'what it is called', readText)
    .option('--address <address>', `${ADDRESS} its SIPREC sessions come from; may be given several times`, collect)
    .option(
      '--certificate <name>',
      'a name in its TLS certificate, from whatever address it comes; may be given several times',
      collect,
    )
    .option('--tenant <id>', 'the tenant of its calls where the numbers name none', readTenantId)
    .option('--strict', STRICT)
    .option('--user-to-user', USER_TO_USER)
    .option('--time-zone <zone>', TIME_ZONE, readTimeZone)
    .action((options: AddOptions) => run((context) => sourceAdd(context, newSourceOf(options)))());
  sub(source, 'list')
    .description('all sources with their addresses, keys and last use; never the keys themselves')
    .action(run(sourceList));
  sub(source, 'rename')
    .requiredOption('--source <id>')
    .requiredOption('--name <name>', 'its new name', readText)
    .action(({ source, name }: { source: string; name: string }) =>
      run((context) => change(context, source, (changes) => changes.change(source, { name })))(),
    );
  sub(source, 'address')
    .description('replaces its addresses; without --address it can upload only')
    .requiredOption('--source <id>')
    .option('--address <address>', `${ADDRESS}; may be given several times`, collect)
    .action(({ source, address = [] }: { source: string; address?: string[] }) =>
      run((context) => change(context, source, (changes) => changes.change(source, { addresses: address })))(),
    );
  sub(source, 'certificate')
    .description('replaces the names of its TLS certificates; without --certificate only its addresses count')
    .requiredOption('--source <id>')
    .option('--certificate <name>', 'may be given several times', collect)
    .action(({ source, certificate = [] }: { source: string; certificate?: string[] }) =>
      run((context) => change(context, source, (changes) => changes.change(source, { certificates: certificate })))(),
    );
  sub(source, 'recognition')
    .description(`${STRICT}; without --strict all are`)
    .requiredOption('--source <id>')
    .option('--strict')
    .action(({ source, strict = false }: { source: string; strict?: boolean }) =>
      run((context) =>
        change(context, source, (changes) => changes.change(source, { recognition: recognitionOf(strict) })),
      )(),
    );
  sub(source, 'call-ids')
    .description(`with --user-to-user: ${USER_TO_USER}; without it the header says nothing`)
    .requiredOption('--source <id>')
    .option('--user-to-user')
    .action(({ source, userToUser = false }: { source: string; userToUser?: boolean }) =>
      run((context) => change(context, source, (changes) => changes.change(source, { userToUserIds: userToUser })))(),
    );
  sub(source, 'time-zone')
    .description(`${TIME_ZONE}; without --zone none: uploads and call records must name the offset, SIPREC is in UTC`)
    .requiredOption('--source <id>')
    .option('--zone <zone>', 'of IANA', readTimeZone)
    .action(({ source, zone = null }: { source: string; zone?: string | null }) =>
      run((context) => change(context, source, (changes) => changes.change(source, { timeZone: zone })))(),
    );
  sub(source, 'digest')
    .description(
      'it must sign in over SIP by a user name and a new secret, which is shown once; --off: its address is enough',
    )
    .requiredOption('--source <id>')
    .option('--user <name>', 'letters, digits, dots, hyphens, underscores', readText)
    .option('--off')
    .action((options: DigestOptions) => run((context) => sourceDigest(context, options))());
  sub(source, 'remove')
    .description('refuses its new calls and its keys; calls that run are recorded to their end')
    .requiredOption('--source <id>')
    .option('--tenant <id>', 'refused if it is not the source of this tenant', readTenantId)
    .action(({ source, tenant }: { source: string; tenant?: TenantId }) =>
      run((context) => change(context, source, (changes) => changes.remove(source, tenant)))(),
    );
  addCallRecordsCommand(source, run);
  addSourceShowCommand(source, run);
  addSourceRecordsCommand(source, run);
  addSourceKeyCommands(source, run);
}

function newSourceOf({ address = [], certificate = [], strict = false, ...options }: AddOptions): NewSource {
  return {
    name: options.name,
    addresses: address,
    certificates: certificate,
    tenantId: options.tenant,
    recognition: recognitionOf(strict),
    userToUserIds: options.userToUser ?? false,
    timeZone: options.timeZone ?? null,
  };
}

async function sourceAdd(context: CommandContext, source: NewSource): Promise<void> {
  const { sourceId, apiKey } = await withSourceChanges(context, (changes) => changes.add(source));
  context.output.result({ sourceId, apiKey }, (added) =>
    [`source ${added.sourceId}`, `key ${added.apiKey}`, 'The key is for uploads; it is shown only now.'].join('\n'),
  );
}

async function sourceDigest(context: CommandContext, { source, user, off = false }: DigestOptions): Promise<void> {
  if (off === (user !== undefined)) throw new AppError('request-invalid', 'give either --user or --off');
  if (user === undefined) return change(context, source, (changes) => changes.removeDigest(source));
  const made = await withDatabase(context, (db) =>
    sourceChanges(context, db).setDigest(source, user, keyStore(context.config, db)),
  );
  context.output.result(made, ({ user: name, secret }) =>
    [`user ${name}`, `secret ${secret}`, 'The secret is shown only now.'].join('\n'),
  );
}

async function change(
  context: CommandContext,
  sourceId: string,
  work: (changes: SourceChanges) => Promise<void>,
): Promise<void> {
  await withSourceChanges(context, work);
  context.output.result({ sourceId }, () => 'done');
}

async function sourceList(context: CommandContext): Promise<void> {
  const sources = await withDatabase(context, listSources);
  context.output.result(sources.map(sourceView), (list) => list.map(sourceLines).join('\n') || 'no sources');
}

function sourceView({ lastSeen, keys, names, ...source }: ListedSource) {
  const namesView = names.map(({ answeredAt, ...name }) => ({ ...name, answeredAt: isoTime(answeredAt) }));
  return { ...source, names: namesView, lastSeen: seenView(lastSeen), keys: keys.map(keyView) };
}

function sourceLines({
  id,
  name,
  addresses,
  names,
  digestUser,
  certificates,
  recognition,
  userToUserIds,
  timeZone,
  callRecords,
  tenant,
  lastSeen,
  keys,
}: ReturnType<typeof sourceView>): string {
  const from = [...addresses, ...certificates.map((name) => `certificate ${name}`)].join(' ') || 'uploads only';
  const signsIn = digestUser === null ? '' : `  signs in as ${digestUser}`;
  return [
    `${id}  ${name}  ${from}${signsIn}  ${tenant?.name ?? 'all tenants'}  ${recognition}${userToUserIds ? '  User-to-User ids' : ''}${timeZone === null ? '' : `  ${timeZone}`}  last seen ${lastSeen?.at ?? 'never'}`,
    ...mappingText(callRecords).map((line) => `  call records: ${line}`),
    ...names.map((name) => `  ${nameLine(name)}`),
    ...keys.map((key) => `  ${keyLine(key)}`),
  ].join('\n');
}

function nameLine({ name, addresses, answeredAt, failure }: ReturnType<typeof sourceView>['names'][number]): string {
  const state =
    failure === null ? `answered ${answeredAt ?? 'never'}` : `${failure}, last answered ${answeredAt ?? 'never'}`;
  return `${name}  ${addresses.join(' ') || 'no addresses'}  ${state}`;
}
