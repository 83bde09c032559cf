import type { TenantId } from '../../src/base/ids.ts';
import { exportTenant } from '../../src/delivery/index.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { killAtStep } from '../kit/kill-at-step.ts';
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
const { deps } = killAtStep(Number(lastStep));
const db = connect(url, quietLog);
await exportTenant(
  {
    ...deps(db, folder, Number(now)),
    by: { actor: 'cli', address: null },
    keepUndeliveredDays: 0,
  },
  { tenantId, folder: target },
);
await db.destroy();
