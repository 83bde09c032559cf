import type { Command } from 'commander';
import { Option } from 'commander';
import { AuditLog } from '../audit/index.ts';
import type { TenantId } from '../base/ids.ts';
import { unlockSignIns } from '../file-access/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  type Door,
  DOORS,
  endFileSession,
  FileCredentialChanges,
  FTP_TLS_OF_TENANT,
  type FtpTls,
  ftpTlsOf,
  listFailedFileSignIns,
  listFileCredentials,
  listFileSessions,
  MAX_BANDWIDTH_KILOBYTES,
  setFtpTls,
} from '../tenants/index.ts';
import { audited, BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readDayOrInstant, readTenantId, readText, readTexts, wholeNumberReader } from './read-option.ts';

interface CredentialOptions {
  readonly tenant: TenantId;
  readonly credential: string;
}

interface SettingOptions {
  readonly label?: string;
  readonly door?: readonly Door[];
  readonly number: readonly string[];
  readonly allNumbers?: true;
  readonly expires?: number;
  readonly neverExpires?: true;
  readonly network: readonly string[];
  readonly everywhere?: true;
  readonly bandwidth?: number;
  readonly unlimited?: true;
}

/** Who may fetch a tenant's files, who does, and who could not. */
export function addFileAccessCommands(program: Command, run: CommandRunner): void {
  const access = sub(program, 'file-access').description(
    'credentials, sessions and failed sign-ins of FTP, SFTP, WebDAV',
  );
  const ofTenant = (name: string) => sub(access, name).requiredOption('--tenant <id>', 'the tenant', readTenantId);
  const ofCredential = (name: string) => ofTenant(name).requiredOption('--credential <id>', 'which', readText);

  ofTenant('list').action(({ tenant }: { tenant: TenantId }) => run((context) => list(context, tenant))());
  withSettings(ofTenant('add'))
    .description('adds a credential; its password is shown once')
    .option('--no-password', 'by public keys only')
    .action((options: SettingOptions & { tenant: TenantId; password: boolean }) =>
      run((context) => add(context, options))(),
    );
  withSettings(ofCredential('set'))
    .description('changes a credential; what it would not open any more ends')
    .option('--all-numbers', 'all recordings again')
    .option('--never-expires', 'valid until it is revoked')
    .option('--everywhere', 'from everywhere again')
    .option('--unlimited', 'no limit of bandwidth')
    .action((options: SettingOptions & CredentialOptions) => run((context) => set(context, options))());
  ofCredential('password')
    .description('makes a new password; the old one becomes invalid')
    .action((options: CredentialOptions) => run((context) => password(context, options))());
  ofCredential('revoke')
    .description('refuses a credential from now on; its sessions end')
    .action((options: CredentialOptions) => run((context) => revoke(context, options))());
  ofCredential('add-key')
    .description('accepts a public key for SFTP')
    .requiredOption('--public-key <line>', 'as in a .pub file', readText)
    .option('--label <label>', 'whose it is; default: the comment of the line', readText)
    .action((options: CredentialOptions & { publicKey: string; label?: string }) =>
      run((context) => addKey(context, options))(),
    );
  ofCredential('remove-key')
    .requiredOption('--key <id>', 'which', readText)
    .action((options: CredentialOptions & { key: string }) => run((context) => removeKey(context, options))());
  addSessionCommands(access, run);
}

function addSessionCommands(access: Command, run: CommandRunner): void {
  const ofTenant = (name: string) => sub(access, name).requiredOption('--tenant <id>', 'the tenant', readTenantId);
  ofTenant('tls')
    .description('shows or sets whether the tenant’s files are fetched encrypted only')
    .addOption(new Option('--set <policy>', 'from now on').choices(FTP_TLS_OF_TENANT))
    .action((options: { tenant: TenantId; set?: FtpTls }) => run((context) => tls(context, options))());
  ofTenant('sessions')
    .description('who is signed in, a few seconds ago')
    .action(({ tenant }: { tenant: TenantId }) => run((context) => sessions(context, tenant))());
  ofTenant('end-session')
    .requiredOption('--session <id>', 'which', readText)
    .action((options: { tenant: TenantId; session: string }) => run((context) => endSession(context, options))());
  sub(access, 'failed')
    .description('sign-ins that failed in the last 30 days, with the reason')
    .option('--tenant <id>', 'the tenant; default: those with a login that nobody has', readTenantId)
    .action(({ tenant }: { tenant?: TenantId }) => run((context) => failed(context, tenant ?? null))());
  sub(access, 'unlock')
    .description('failed sign-ins of a login or from an address delay nobody any more')
    .option('--login <login>', 'of this login', readText)
    .option('--address <address>', 'from this IP address', readText)
    .action((options: { login?: string; address?: string }) => run((context) => unlock(context, options))());
}

function withSettings(command: Command): Command {
  return command
    .option('--label <label>', 'what it is for', readText)
    .addOption(new Option('--door <door...>', 'by these protocols only').choices(DOORS))
    .option('--number <number...>', 'only recordings of these numbers or extensions', readTexts, [])
    .option('--expires <time>', 'the first day or instant at which it is not valid', readDayOrInstant)
    .option('--network <network...>', 'only from these addresses or networks', readTexts, [])
    .option(
      '--bandwidth <kilobytes>',
      'at most so many kilobytes a second',
      wholeNumberReader(1, MAX_BANDWIDTH_KILOBYTES),
    );
}

function settingsOf(options: SettingOptions) {
  const { label, door, number, expires, network, bandwidth } = options;
  return {
    ...(label === undefined ? {} : { label }),
    ...(door === undefined ? {} : { doors: door }),
    ...(options.allNumbers ? { numbers: null } : number.length === 0 ? {} : { numbers: number }),
    ...(options.neverExpires ? { expiresAt: null } : expires === undefined ? {} : { expiresAt: expires }),
    ...(options.everywhere ? { allowedNetworks: [] } : network.length === 0 ? {} : { allowedNetworks: network }),
    ...(options.unlimited
      ? { bandwidthKilobytes: null }
      : bandwidth === undefined
        ? {}
        : { bandwidthKilobytes: bandwidth }),
  };
}

const changes = ({ clock }: CommandContext, db: Database): FileCredentialChanges =>
  new FileCredentialChanges({ db, clock, audit: new AuditLog(db, clock), by: BY_COMMAND, maker: 'operator' });

const named = ({ tenant, credential }: CredentialOptions) => ({ tenantId: tenant, id: credential });

const DEFAULTS = {
  label: 'files',
  doors: DOORS,
  numbers: null,
  expiresAt: null,
  allowedNetworks: [],
  bandwidthKilobytes: null,
} as const;

async function add(
  context: CommandContext,
  { tenant, password: withPassword, ...options }: SettingOptions & { tenant: TenantId; password: boolean },
): Promise<void> {
  const settings = { ...DEFAULTS, ...settingsOf(options), password: withPassword };
  const added = await withDatabase(context, (db) => changes(context, db).add(tenant, settings));
  context.output.result(added, ({ id, login, password: made }) =>
    made === null
      ? `credential ${id}  login ${login}`
      : `credential ${id}  login ${login}  password ${made}\nThe password is shown only now.`,
  );
}

async function set(context: CommandContext, options: SettingOptions & CredentialOptions): Promise<void> {
  await withDatabase(context, (db) => changes(context, db).change(named(options), settingsOf(options)));
  context.output.result({ id: options.credential }, () => 'changed');
}

async function password(context: CommandContext, options: CredentialOptions): Promise<void> {
  const made = await withDatabase(context, (db) => changes(context, db).newPassword(named(options)));
  context.output.result(made, ({ login, password: text }) => `login ${login}  password ${text}`);
}

async function revoke(context: CommandContext, options: CredentialOptions): Promise<void> {
  await withDatabase(context, (db) => changes(context, db).revoke(named(options)));
  context.output.result({ id: options.credential }, () => 'revoked');
}

async function addKey(
  context: CommandContext,
  { publicKey, label = '', ...options }: CredentialOptions & { publicKey: string; label?: string },
): Promise<void> {
  const key = await withDatabase(context, (db) => changes(context, db).addKey(named(options), { publicKey, label }));
  context.output.result(
    { ...key, addedAt: isoTime(key.addedAt) },
    ({ id, fingerprint }) => `key ${id}  ${fingerprint}`,
  );
}

async function removeKey(
  context: CommandContext,
  { key, ...options }: CredentialOptions & { key: string },
): Promise<void> {
  await withDatabase(context, (db) => changes(context, db).removeKey(named(options), key));
  context.output.result({ keyId: key }, () => 'removed');
}

async function list(context: CommandContext, tenantId: TenantId): Promise<void> {
  const found = await withDatabase(context, (db) => listFileCredentials(db, tenantId));
  const views = found.map(({ expiresAt, createdAt, revokedAt, lastUsed, keys, ...credential }) => ({
    ...credential,
    keys: keys.map((key) => ({ ...key, addedAt: isoTime(key.addedAt) })),
    expiresAt: expiresAt === null ? null : isoTime(expiresAt),
    createdAt: isoTime(createdAt),
    revokedAt: revokedAt === null ? null : isoTime(revokedAt),
    lastUsed: lastUsed === null ? null : { ...lastUsed, at: isoTime(lastUsed.at) },
  }));
  context.output.result(views, (all) => all.map(credentialLine).join('\n') || 'no credentials');
}

function credentialLine(one: {
  readonly id: string;
  readonly login: string;
  readonly label: string;
  readonly doors: readonly string[];
  readonly revokedAt: string | null;
  readonly expiresAt: string | null;
  readonly lastUsed: { readonly at: string; readonly address: string } | null;
}): string {
  const until = one.expiresAt === null ? '' : `  until ${one.expiresAt}`;
  const state = one.revokedAt === null ? until : `  revoked ${one.revokedAt}`;
  const used = one.lastUsed === null ? 'never used' : `used ${one.lastUsed.at} from ${one.lastUsed.address}`;
  return `${one.id}  ${one.login}  ${one.label}  ${one.doors.join(' ')}${state}  ${used}`;
}

async function tls(
  context: CommandContext,
  { tenant: tenantId, set: wanted }: { readonly tenant: TenantId; readonly set?: FtpTls },
): Promise<void> {
  const ftpTls = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        if (wanted !== undefined) await setFtpTls(transaction, tenantId, wanted);
        return ftpTlsOf(transaction, tenantId);
      },
      (now) =>
        wanted === undefined ? null : { tenantId, action: 'ftp-tls-changed', subject: null, detail: { ftpTls: now } },
    ),
  );
  context.output.result({ tenantId, ftpTls }, () => ftpTls);
}

async function sessions(context: CommandContext, tenantId: TenantId): Promise<void> {
  const found = await withDatabase(context, (db) => listFileSessions(db, tenantId, context.clock.now()));
  const views = found.map((session) => ({ ...session, since: isoTime(session.since) }));
  context.output.result(
    views,
    (all) =>
      all
        .map((one) => {
          const encrypted = one.encrypted ? '' : '  unencrypted';
          return `${one.id}  ${one.login}  ${one.door}  ${one.address}${encrypted}  since ${one.since}  ${one.activity}`;
        })
        .join('\n') || 'nobody is signed in',
  );
}

async function endSession(
  context: CommandContext,
  { tenant: tenantId, session: id }: { readonly tenant: TenantId; readonly session: string },
): Promise<void> {
  await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => endFileSession(transaction, { tenantId, id }, context.clock.now()),
      () => ({ tenantId, action: 'file-session-ended', subject: id }),
    ),
  );
  context.output.result({ sessionId: id }, () => 'ended');
}

async function failed(context: CommandContext, tenantId: TenantId | null): Promise<void> {
  const found = await withDatabase(context, (db) => listFailedFileSignIns(db, tenantId));
  const views = found.map((one) => ({ ...one, failedAt: isoTime(one.failedAt) }));
  context.output.result(
    views,
    (all) =>
      all
        .map(
          (one) => `${one.failedAt}  ${one.login ?? '-'}  ${one.door}  ${one.address}  ${one.reason}  ${one.attempts}x`,
        )
        .join('\n') || 'none',
  );
}

async function unlock(
  context: CommandContext,
  options: { readonly login?: string; readonly address?: string },
): Promise<void> {
  await withDatabase(context, (db) => {
    const audit = new AuditLog(db, context.clock);
    return unlockSignIns({ db, audit, by: BY_COMMAND }, { ...options, tenantId: null });
  });
  context.output.result({ unlocked: true }, () => 'unlocked');
}
