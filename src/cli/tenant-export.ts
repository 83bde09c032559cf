import type { Command } from 'commander';
import { AuditLog } from '../audit/index.ts';
import type { TenantId } from '../base/ids.ts';
import { keyStore, recordingStore } from '../compose/index.ts';
import { exportTenant, type TenantExport } from '../delivery/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { readTenantId } from './read-option.ts';

export function addTenantExportCommand(tenant: Command, run: CommandRunner): void {
  sub(tenant, 'export')
    .description('write all its recordings, calls and data into a folder; run it again to go on after an interruption')
    .argument('<folder>', 'made if it does not exist')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .action((folder: string, options: { tenant: TenantId }) =>
      run((context) => tenantExport(context, folder, options.tenant))(),
    );
}

/** False when a recording could not be read: all others are written. */
async function tenantExport(context: CommandContext, folder: string, tenantId: TenantId): Promise<boolean> {
  const { config, clock, output } = context;
  const { actor, address } = BY_COMMAND;
  const exported = await withDatabase(context, (db) => {
    const sources = { db, clock, objects: recordingStore(config, db), keys: keyStore(config, db) };
    const audit = new AuditLog(db, clock);
    const deps = { ...sources, audit, by: { actor, address }, keepUndeliveredDays: config.pushKeepMaxDays };
    return exportTenant(deps, { tenantId, folder });
  });
  output.result({ tenantId, folder, ...exported }, exportText);
  return exported.unreadable.length === 0;
}

function exportText({ days, recordings, bytes, present, unreadable }: TenantExport): string {
  return [
    `${recordings} recordings (${bytes} bytes) of ${days} days, ${present} of them written before`,
    ...unreadable.map((path) => `cannot be read: ${path}`),
  ].join('\n');
}
