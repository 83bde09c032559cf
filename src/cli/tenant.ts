import { type Command, Option } from 'commander';
import type { TenantId } from '../base/ids.ts';
import {
  listTenants,
  type ListedTenant,
  type NewTenant,
  secondFactorRoles,
  setCallRecording,
  setSecondFactorRoles,
  setTenantDisabled,
  TENANT_ROLES,
} from '../tenants/index.ts';
import { addAllowedNetworkCommand } from './allowed-networks.ts';
import { audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { addCustomerCommands, withCustomers } from './customer.ts';
import { changePlan, warnOfUnpricedPlan } from './order.ts';
import { isoTime } from './output.ts';
import { readTenantId, wholeNumberReader } from './read-option.ts';
import { addTenantExportCommand } from './tenant-export.ts';
import { addTenantLeaveCommand } from './tenant-leave.ts';
import { addTenantAliasCommands } from './tenant-alias.ts';
import { addTenantKeyCommands } from './tenant-key.ts';
import { addTenantListeningCommands } from './tenant-listening.ts';

/** Customers, and their switch of call recording. */
export function addTenantCommands(program: Command, run: CommandRunner): void {
  const tenant = sub(program, 'tenant').description('customers');
  sub(tenant, 'add')
    .requiredOption('--name <name>')
    .requiredOption('--plan <plan>')
    .option('--number <number>', 'may be given several times', (value, all: string[]) => [...all, value], [])
    .option(
      '--billing-day <day>',
      'of the month, starts its billing periods; default: today’s',
      wholeNumberReader(1, 31),
    )
    .option('--email <address>', 'its mails are sent there, its cancellations come from there')
    .option('--nip <nip>', 'its tax number, for invoices')
    .option('--external-id <id>', 'its id in your other systems')
    .action(({ number, ...tenant }: Omit<NewTenant, 'numbers'> & { number: string[] }) =>
      run((context) => tenantAdd(context, { ...tenant, numbers: number }))(),
    );
  sub(tenant, 'plan')
    .description('change its plan: at once when it is the first or costs more, otherwise when the period ends')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--plan <plan>')
    .action((options: { tenant: TenantId; plan: string }) => run((context) => changePlan(context, options))());
  addCustomerCommands(tenant, run);
  sub(tenant, 'second-factor')
    .description('which roles of its users need one-time codes or a passkey; without, they can only set one up')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .addOption(new Option('--role <role...>', 'these, and no others').choices(TENANT_ROLES))
    .option('--none', 'none')
    .action((options: SecondFactorOptions) => run((context) => tenantSecondFactor(context, options))());
  addAllowedNetworkCommand(tenant, run);
  sub(tenant, 'list').action(run(tenantList));
  for (const word of ['disable', 'enable'] as const) {
    sub(tenant, word)
      .description(word === 'disable' ? 'close its panel and FTP; its calls are still recorded' : 'open them again')
      .requiredOption('--tenant <id>', 'the tenant', readTenantId)
      .action(({ tenant }: { tenant: TenantId }) =>
        run((context) => tenantSwitch(context, tenant, word === 'disable'))(),
      );
  }
  addTenantAliasCommands(tenant, run);
  addTenantKeyCommands(tenant, run);
  addTenantListeningCommands(tenant, run);
  addTenantExportCommand(tenant, run);
  addTenantLeaveCommand(tenant, run);
}

export function addRecordingCommands(program: Command, run: CommandRunner): void {
  const recording = sub(program, 'recording').description('switch a tenant’s call recording on or off');
  for (const word of ['on', 'off'] as const) {
    sub(recording, word)
      .requiredOption('--tenant <id>', 'the tenant', readTenantId)
      .action(({ tenant }: { tenant: TenantId }) =>
        run((context) => switchRecording(context, { tenantId: tenant, enabled: word === 'on' }))(),
      );
  }
}

async function tenantSwitch(context: CommandContext, tenantId: TenantId, disabled: boolean): Promise<void> {
  const change = { tenantId, disabled, now: context.clock.now() };
  const changed = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => setTenantDisabled(transaction, change),
      (done) => (done ? { tenantId, action: disabled ? 'tenant-disabled' : 'tenant-enabled', subject: null } : null),
    ),
  );
  const state = disabled ? 'disabled' : 'enabled';
  context.output.result({ tenantId, disabled, changed }, () => `${changed ? 'now' : 'already'} ${state}`);
}

async function tenantAdd(context: CommandContext, tenant: NewTenant): Promise<void> {
  const added = await withCustomers(context, async (customers, db) => {
    const added = await customers.add(tenant);
    await warnOfUnpricedPlan(context, db, tenant.plan);
    return added;
  });
  context.output.result(added, ({ tenantId, panel, ftp }) =>
    [
      `tenant ${tenantId}`,
      `panel  login ${panel.login}  password ${panel.password}`,
      `ftp    login ${ftp.login}  password ${ftp.password}`,
      'The passwords are shown only now.',
    ].join('\n'),
  );
}

async function tenantList(context: CommandContext): Promise<void> {
  const tenants = await withDatabase(context, (db) => listTenants(db, context.clock.now()));
  const views = tenants.map(({ suspension, leave, ...tenant }) => ({
    ...tenant,
    suspension: suspension && { ...suspension, since: isoTime(suspension.since) },
    leavesOn: leave?.on ?? null,
  }));
  context.output.result(views, () => tenants.map(tenantLine).join('\n') || 'no tenants yet');
}

function tenantLine({
  id,
  name,
  plan,
  numbers,
  callRecording,
  retentionDays,
  suspension,
  leave,
}: ListedTenant): string {
  const recording = suspension !== null ? 'suspended' : callRecording.enabled ? 'on' : 'off';
  const leaves = leave === null ? '' : `  ${leave.leftAt === null ? 'leaves' : 'left'} on ${leave.on}`;
  return `${id}  ${name}  ${plan}  recording ${recording}  ${retentionDays} days  ${numbers.join(' ')}${leaves}`;
}

async function switchRecording(
  context: CommandContext,
  { tenantId, enabled }: { readonly tenantId: TenantId; readonly enabled: boolean },
): Promise<void> {
  const action = enabled ? 'recording-switched-on' : 'recording-switched-off';
  const state = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => setCallRecording(transaction, tenantId, { enabled }, context.clock.now()),
      () => ({ tenantId, action, subject: null }),
    ),
  );
  context.output.result({ tenantId, ...state }, (now) => `recording ${now.enabled ? 'on' : 'off'}, from the next call`);
}

interface SecondFactorOptions {
  readonly tenant: TenantId;
  readonly role?: (typeof TENANT_ROLES)[number][];
  readonly none?: true;
}

async function tenantSecondFactor(
  context: CommandContext,
  { tenant: tenantId, role, none }: SecondFactorOptions,
): Promise<void> {
  const wanted = none ? [] : role;
  const roles = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) =>
        wanted === undefined
          ? secondFactorRoles(transaction, tenantId)
          : setSecondFactorRoles(transaction, tenantId, wanted),
      (now) =>
        wanted === undefined
          ? null
          : { tenantId, action: 'second-factor-demanded', subject: null, detail: { roles: now } },
    ),
  );
  context.output.result({ tenantId, secondFactorRoles: roles }, () => roles.join(', ') || 'no role needs one');
}
