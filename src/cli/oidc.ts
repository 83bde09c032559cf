import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { keyStore, oidcDeps, oidcRedirectUri } from '../compose/index.ts';
import { checkProvider, isUrlAllowed, OIDC_PROBLEMS, type ProviderCheck } from '../platform/oidc/index.ts';
import {
  allowPasswords,
  type OidcChange,
  oidcProviderOf,
  type OidcSetup,
  oidcSetupOf,
  removeOidcProvider,
  setOidcProvider,
} from '../tenants/index.ts';
import { audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { readTenantId } from './read-option.ts';

interface SetOptions {
  readonly tenant: TenantId;
  readonly issuer: string;
  readonly clientId: string;
  /** Not the secret itself: other users of the machine see the words of a command. */
  readonly clientSecretFile?: string;
  readonly domain: readonly string[];
  readonly linkByEmail?: boolean;
  readonly addUsers?: boolean;
  readonly onlyOidc?: boolean;
  readonly secondFactor?: boolean;
}

/** The sign-in by a customer's own accounts (OpenID Connect). */
export function addOidcCommands(program: Command, run: CommandRunner): void {
  const oidc = sub(program, 'oidc').description('sign-in by customers’ own accounts (OpenID Connect)');
  const ofTenant = (name: string, description: string) =>
    sub(oidc, name).description(description).requiredOption('--tenant <id>', 'the tenant', readTenantId);
  const actions = {
    show: ['a tenant’s provider', show],
    check: ['say what is wrong with a tenant’s provider', check],
    remove: ['remove a tenant’s provider; its people sign in by password', remove],
    'allow-passwords': ['accept passwords again, for a tenant whose provider is gone', liftOnlyOidc],
  } as const;
  for (const [name, [description, action]] of Object.entries(actions)) {
    ofTenant(name, description).action(({ tenant }: { tenant: TenantId }) =>
      run((context) => action(context, tenant))(),
    );
  }
  ofTenant('set', 'set a tenant’s provider')
    .requiredOption('--issuer <address>', 'as the provider names itself')
    .requiredOption('--client-id <id>')
    .option('--client-secret-file <file>', 'without it the stored secret stays')
    .option(
      '--domain <domain>',
      'of e-mail addresses; may be given several times',
      (each, all: string[]) => [...all, each],
      [],
    )
    .option('--link-by-email', 'at the first sign-in a person gets the account with the verified e-mail address')
    .option('--add-users', 'a person without an account gets a new one, as an agent')
    .option('--only-oidc', 'refuse passwords')
    .option(
      '--second-factor',
      'the provider asks everybody for a second factor; without it only what it says of a sign-in counts',
    )
    .action((options: SetOptions) => run((context) => set(context, options))());
}

async function show({ output, ...context }: CommandContext, tenantId: TenantId): Promise<void> {
  const setup = await withDatabase({ output, ...context }, (db) => oidcSetupOf(db, tenantId));
  output.result(setup, (found) => (found === null ? 'none' : setupText(found)));
}

function setupText({
  company,
  issuer,
  clientId,
  emailDomains,
  linkByEmail,
  addUsers,
  onlyOidc,
  secondFactor,
}: OidcSetup): string {
  const notes = [
    linkByEmail && 'links by e-mail',
    addUsers && 'adds users',
    onlyOidc && 'refuses passwords',
    secondFactor && 'asks for a second factor',
  ];
  return [
    `${issuer}  client ${clientId}  page /t/${company}`,
    ...(emailDomains.length > 0 ? [`domains ${emailDomains.join(' ')}`] : []),
    ...notes.filter((note) => note !== false),
  ].join('\n');
}

async function set(context: CommandContext, options: SetOptions): Promise<void> {
  const { config, clock } = context;
  const {
    tenant: tenantId,
    issuer,
    clientId,
    clientSecretFile,
    domain,
    linkByEmail,
    addUsers,
    onlyOidc,
    secondFactor,
  } = options;
  const { unencrypted } = oidcDeps(context);
  if (!isUrlAllowed(issuer, unencrypted)) throw new AppError('oidc-address-forbidden');
  const change: OidcChange = {
    issuer,
    clientId,
    clientSecret: clientSecretFile === undefined ? undefined : await readSecret(clientSecretFile),
    emailDomains: domain,
    linkByEmail: linkByEmail ?? false,
    addUsers: addUsers ?? false,
    onlyOidc: onlyOidc ?? false,
    secondFactor: secondFactor ?? false,
  };
  const setup = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        const deps = { db: transaction, keys: keyStore(config, transaction) };
        await setOidcProvider(deps, tenantId, change, clock.now());
        return (await oidcSetupOf(transaction, tenantId))!;
      },
      () => ({ tenantId, action: 'oidc-provider-changed', subject: null, detail: { issuer } }),
    ),
  );
  const redirectUri = oidcRedirectUri(config);
  context.output.result({ ...setup, redirectUri }, () => `${setupText(setup)}\nredirect address ${redirectUri}`);
}

async function readSecret(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new AppError('request-invalid', `${file} cannot be read`, { cause });
  }
}

async function check(context: CommandContext, tenantId: TenantId): Promise<boolean> {
  const { config, output } = context;
  const provider = await withDatabase(context, (db) => oidcProviderOf({ db, keys: keyStore(config, db) }, tenantId));
  const result = await checkProvider(provider, oidcRedirectUri(config), oidcDeps(context));
  output.result(result, ({ steps }) => steps.map(stepLine).join('\n'));
  return result.passed;
}

function stepLine({ step, outcome, problem, detail }: ProviderCheck['steps'][number]): string {
  return [step, problem === null ? outcome : OIDC_PROBLEMS[problem], detail].filter((part) => part !== null).join('  ');
}

async function remove(context: CommandContext, tenantId: TenantId): Promise<void> {
  const removed = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => removeOidcProvider(transaction, tenantId),
      (done) => (done ? { tenantId, action: 'oidc-provider-removed', subject: null } : null),
    ),
  );
  context.output.result({ tenantId, removed }, () => (removed ? 'removed' : 'there was none'));
}

async function liftOnlyOidc(context: CommandContext, tenantId: TenantId): Promise<void> {
  const changed = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => allowPasswords(transaction, tenantId),
      (done) => (done ? { tenantId, action: 'passwords-allowed', subject: null } : null),
    ),
  );
  context.output.result({ tenantId, changed }, () => `passwords are ${changed ? 'now' : 'already'} accepted`);
}
