import type { TenantId } from '../../src/base/ids.ts';
import { exportTenant } from '../../src/delivery/index.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { killAtStep } from '../kit/kill-at-step.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';

/** Exports a tenant and kills itself at the given step, or exits normally if there are fewer. */
const [url, folder, now, tenantId, target, lastStep] = process.argv.slice(2) as [
  string,
  string,
  string,
  TenantId,
  string,
  string,
];
const { counted, CountedAuditLog } = killAtStep(Number(lastStep));
const db = connect(url, quietLog);
const clock = new ManualClock(Number(now));
await exportTenant(
  {
    db,
    objects: counted(new FolderObjectStore(`${folder}/objects`)),
    keys: counted(new FolderKeyStore(`${folder}/keys`)),
    audit: new CountedAuditLog(db, clock),
    by: { actor: 'cli', address: null },
    clock,
    keepUndeliveredDays: 0,
  },
  { tenantId, folder: target },
);
await db.destroy();
