import type { TenantId } from '../../base/ids.ts';
import {
  addContact,
  addTenant,
  listTenants,
  type ListedTenant,
  type NewTenant,
  setCallRecording,
} from '../../tenants/index.ts';
import { audited } from '../audit-command.ts';
import type { CommandContext } from '../command-context.ts';
import { withDatabase } from '../with-database.ts';

export async function tenantAdd(context: CommandContext, tenant: NewTenant): Promise<void> {
  const added = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => addTenant(transaction, tenant, context.clock.now()),
      ({ tenantId }) => ({ tenantId, action: 'tenant-added', subject: null }),
    ),
  );
  context.output.answer(added, ({ tenantId, panel, ftp }) =>
    [
      `tenant ${tenantId}`,
      `panel  login ${panel.login}  password ${panel.password}`,
      `ftp    login ${ftp.login}  password ${ftp.password}`,
      'The passwords are shown this once.',
    ].join('\n'),
  );
}

export async function tenantContact(
  context: CommandContext,
  contact: { readonly tenantId: TenantId; readonly email: string },
): Promise<void> {
  const { tenantId, email } = contact;
  await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => addContact(transaction, tenantId, email),
      () => ({ tenantId, action: 'contact-added', subject: null }),
    ),
  );
  context.output.answer(contact, () => `mails to the tenant go to ${email}, too`);
}

export async function tenantList(context: CommandContext): Promise<void> {
  const tenants = await withDatabase(context, (db) => listTenants(db, context.clock.now()));
  context.output.answer(tenants, (list) => list.map(tenantLine).join('\n') || 'no tenants yet');
}

function tenantLine({ id, name, plan, numbers, callRecording, retentionDays }: ListedTenant): string {
  const recording = callRecording.enabled ? 'on' : 'off';
  return `${id}  ${name}  ${plan}  recording ${recording}  ${retentionDays} days  ${numbers.join(' ')}`;
}

export async function switchRecording(
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
  context.output.answer({ tenantId, ...state }, (now) => `recording ${now.enabled ? 'on' : 'off'}, from the next call`);
}
