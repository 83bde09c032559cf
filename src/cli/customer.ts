import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import {
  CONTACT_KINDS,
  type Customer,
  type CustomerChange,
  customerOf,
  Customers,
  importTenants,
  listTenants,
  type NewContact,
  type TenantImport,
} from '../tenants/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { warnOfUnpricedPlan } from './order.ts';
import { isoTime } from './output.ts';
import { readDayOrInstant, readTenantId, readText } from './read-option.ts';

interface ChangeOptions extends Pick<CustomerChange, 'name' | 'language'> {
  readonly tenant: TenantId;
  readonly nip?: string;
  readonly externalId?: string;
  readonly address?: string;
  readonly address2?: string;
  readonly country: string;
}

interface ContactOptions extends Omit<NewContact, 'kinds'> {
  readonly tenant: TenantId;
  readonly kind?: NewContact['kinds'];
  readonly remove?: boolean;
}

interface NumberOptions {
  readonly tenant: TenantId;
  readonly number: string;
  /** Unix ms. */
  readonly from?: number;
  readonly at?: number;
}

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly skipBad?: boolean;
}

/** A tenant's own data: name, invoices, contacts, numbers. */
export function addCustomerCommands(tenant: Command, run: CommandRunner): void {
  sub(tenant, 'show')
    .description('a tenant with its contacts and numbers')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .action((options: { tenant: TenantId }) => run((context) => tenantShow(context, options.tenant))());
  sub(tenant, 'change')
    .description('change its name, tax number, address; an empty text removes, what is not given stays')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .option('--name <name>')
    .option('--nip <nip>', 'its tax number, for invoices')
    .option('--address <text>', 'first line of the address, for invoices: street and number')
    .option('--address2 <text>', 'second line: postal code and town')
    .option('--country <code>', 'of the address, two letters', 'PL')
    .option('--external-id <id>', 'its id in your other systems')
    .addOption(new Option('--language <language>', 'of its mails').choices(['pl', 'en']))
    .action((options: ChangeOptions) => run((context) => tenantChange(context, options))());
  sub(tenant, 'contact')
    .description('add, change or remove a contact; administrative contacts get every mail')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--email <address>')
    .addOption(
      new Option('--kind <kind...>', 'which mails it gets; default of a new one: administrative').choices(
        CONTACT_KINDS,
      ),
    )
    .option('--name <name>')
    .option('--phone <number>')
    .option('--remove', 'remove it')
    .action((options: ContactOptions) => run((context) => tenantContact(context, options))());
  sub(tenant, 'import')
    .description('add and change tenants from a CSV file; found again by external_id or nip')
    .argument('<file>', 'its first line names the columns')
    .option('--dry-run', 'only check, and show what would be done')
    .option('--skip-bad', 'import the good rows although others are wrong')
    .action((file: string, options: ImportOptions) => run((context) => tenantImport(context, file, options))());
  sub(tenant, 'suspend')
    .description('stop its recording and make its panel read only; retention and billing go on')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--reason <text>', 'shown to the tenant', readText)
    .action(({ tenant, reason }: { tenant: TenantId; reason: string }) =>
      run((context) => tenantSuspend(context, tenant, reason))(),
    );
  sub(tenant, 'resume')
    .description('end a suspension')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .action((options: { tenant: TenantId }) => run((context) => tenantSuspend(context, options.tenant, null))());
  const number = sub(tenant, 'number').description(
    'its telephone numbers: calls belong to who has the number when they start',
  );
  sub(number, 'add')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--number <number>')
    .option(
      '--from <time>',
      'from this day or instant on; default: as soon as no other tenant has it',
      readDayOrInstant,
    )
    .action((options: NumberOptions) => run((context) => numberAdd(context, options))());
  sub(number, 'remove')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--number <number>')
    .option('--at <time>', 'at this instant, or the beginning of this day; default: now', readDayOrInstant)
    .action((options: NumberOptions) => run((context) => numberRemove(context, options))());
}

export function withCustomers<T>(
  context: CommandContext,
  work: (customers: Customers, db: Database) => Promise<T>,
): Promise<T> {
  const { clock } = context;
  return withDatabase(context, (db) =>
    work(new Customers({ db, audit: new AuditLog(db, clock), clock, by: BY_COMMAND }), db),
  );
}

async function tenantShow(context: CommandContext, tenantId: TenantId): Promise<void> {
  const shown = await withDatabase(context, async (db) => {
    const [services] = await listTenants(db, context.clock.now(), tenantId);
    return { customer: await customerOf(db, tenantId), services };
  });
  const { numbers, suspension, leave, ...customer } = shown.customer;
  const view = {
    ...customer,
    suspension: suspension && { ...suspension, since: isoTime(suspension.since) },
    leavesOn: leave?.on ?? null,
    numbers: numbers.map(({ number, startsAt, endsAt }) => ({
      number,
      startsAt: isoTime(startsAt),
      endsAt: isoTime(endsAt),
    })),
    plan: shown.services?.plan ?? null,
    callRecording: shown.services?.callRecording,
    retentionDays: shown.services?.retentionDays,
  };
  context.output.result(view, () => customerText(shown.customer, view.plan));
}

/** False when a row is wrong and bad ones are not skipped. */
async function tenantImport(context: CommandContext, file: string, options: ImportOptions): Promise<boolean> {
  const { clock, output } = context;
  const { dryRun = false, skipBad = false } = options;
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new AppError('request-invalid', `cannot read ${file}`, { cause: error });
  });
  const imported = await withDatabase(context, async (db) => {
    const deps = { db, audit: new AuditLog(db, clock), clock, by: BY_COMMAND };
    const done = await importTenants(deps, bytes, { dryRun, skipBad });
    for (const plan of new Set(done.rows.flatMap((row) => row.plan ?? []))) await warnOfUnpricedPlan(context, db, plan);
    return done;
  });
  output.result({ dryRun, ...imported }, () => importText(imported, dryRun));
  return imported.problems.length === 0 || (skipBad && imported.rows.length > 0);
}

function importText({ problems, rows }: TenantImport, dryRun: boolean): string {
  const done = rows.map(({ line, action, tenantId, name, panel, ftp }) => {
    const accounts = panel && ftp ? `  panel ${panel.login} ${panel.password}  ftp ${ftp.login} ${ftp.password}` : '';
    return `line ${line}: ${action}  ${tenantId ?? 'new'}  ${name}${accounts}`;
  });
  const count = `${problems.length} problems, ${rows.length} tenants${dryRun ? ' (dry run: nothing is written)' : ''}`;
  return [
    ...problems.map(({ line, column, problem }) => `line ${line}, ${column ?? 'row'}: ${problem}`),
    ...done,
    count,
  ].join('\n');
}

async function tenantChange(context: CommandContext, options: ChangeOptions): Promise<void> {
  const { tenant, name, nip, externalId, address, address2, country, language } = options;
  const change: CustomerChange = {
    ...(name !== undefined && { name }),
    ...(nip !== undefined && { nip: orNull(nip) }),
    ...(externalId !== undefined && { externalId: orNull(externalId) }),
    ...(address !== undefined && {
      address: address === '' ? null : { line1: address, line2: address2 ?? null, country },
    }),
    ...(language !== undefined && { language }),
  };
  const changed = await withCustomers(context, (customers) => customers.change(tenant, change));
  const text = changed.length === 0 ? 'nothing to change' : `changed: ${changed.join(', ')}`;
  context.output.result({ tenantId: tenant, changed }, () => text);
}

async function tenantContact(context: CommandContext, { tenant: tenantId, kind, remove, ...rest }: ContactOptions) {
  const { email, name, phone } = rest;
  if (remove) {
    const removed = await withCustomers(context, (customers) => customers.removeContact(tenantId, email));
    return context.output.result({ tenantId, email, removed }, () =>
      removed ? 'removed' : 'there is no such contact',
    );
  }
  const contact = {
    email,
    ...(kind !== undefined && { kinds: kind }),
    ...(name !== undefined && { name }),
    ...(phone !== undefined && { phone }),
  };
  const isNew = await withCustomers(context, (customers) => customers.saveContact(tenantId, contact));
  context.output.result({ tenantId, email, isNew }, () => (isNew ? 'added' : 'changed'));
}

/** Without a reason: ends the suspension. */
async function tenantSuspend(context: CommandContext, tenantId: TenantId, reason: string | null): Promise<void> {
  const changed = await withCustomers(context, (customers) =>
    reason === null ? customers.resume(tenantId) : customers.suspend(tenantId, reason),
  );
  const state = reason === null ? 'not suspended' : 'suspended';
  context.output.result(
    { tenantId, suspended: reason !== null, changed },
    () => `${changed ? 'now' : 'already'} ${state}`,
  );
}

async function numberAdd(context: CommandContext, { tenant: tenantId, number, from }: NumberOptions): Promise<void> {
  const changed = await withCustomers(context, (customers) => customers.addNumber(tenantId, number, from));
  context.output.result({ tenantId, number, changed }, () => (changed ? 'added' : 'the tenant already has it'));
}

async function numberRemove(
  context: CommandContext,
  { tenant: tenantId, number, at }: NumberOptions,
): Promise<boolean> {
  const removed = await withCustomers(context, (customers) => customers.removeNumber(tenantId, number, at));
  const when = at === undefined ? 'now' : `at ${isoTime(at)}`;
  context.output.result({ tenantId, number, removed }, () =>
    removed ? `removed ${when}` : 'the tenant does not have it',
  );
  return removed;
}

function customerText(
  { id, name, nip, address, externalId, suspension, leave, contacts, numbers }: Customer,
  plan: string | null,
): string {
  const lines =
    address === null ? ['none'] : [address.line1, address.line2, address.country].filter((line) => line !== null);
  return [
    `${name}  ${id}`,
    ...(suspension === null ? [] : [`suspended since ${isoTime(suspension.since)}: ${suspension.reason}`]),
    ...(leave === null ? [] : [`${leave.leftAt === null ? 'leaves' : 'left'} on ${leave.on}`]),
    `plan ${plan ?? 'none'}  NIP ${nip ?? 'none'}  external id ${externalId ?? 'none'}`,
    `address: ${lines.join(', ')}`,
    ...contacts.map((one) =>
      `contact ${one.email}  ${one.kinds.join(', ')}  ${one.name ?? ''}  ${one.phone ?? ''}`.trim(),
    ),
    ...numbers.map(({ number, startsAt, endsAt }) =>
      [`number ${number}`, startsAt && `from ${isoTime(startsAt)}`, endsAt && `until ${isoTime(endsAt)}`]
        .filter(Boolean)
        .join('  '),
    ),
  ].join('\n');
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
