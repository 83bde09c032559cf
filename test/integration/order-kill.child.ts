import { AuditLog } from '../../src/audit/index.ts';
import { Orders } from '../../src/billing/index.ts';
import type { TenantId } from '../../src/base/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { quietLog } from '../kit/quiet-log.ts';

/** Orders push and hangs either before the commit, with everything written, or after the commit, without a response. */
async function orderUntil(point: string, url: string, tenantId: string, orderKey: string): Promise<void> {
  const db = connect(url, quietLog);
  class StoppingLog extends AuditLog {
    override async recordAll(...args: Parameters<AuditLog['recordAll']>): Promise<void> {
      await super.recordAll(...args);
      if (point === 'uncommitted') await stop();
    }
  }
  const audit = new StoppingLog(db, systemClock);
  const orders = new Orders({
    db,
    audit,
    clock: systemClock,
    countKept: async () => ({ recordings: 0, bytes: 0 }),
    countAwaiting: async () => ({ recordings: 0, bytes: 0 }),
  });
  const by = { actor: 'child', address: null };
  await orders.place({ tenantId: tenantId as TenantId, orderKey, addOn: { service: 'push' }, by });
  await stop();
}

/** The database's connection keeps the process alive until it is killed. */
function stop(): Promise<never> {
  process.stdout.write('stopped\n');
  return new Promise(() => {});
}

const [point, url, tenantId, orderKey] = process.argv.slice(2) as [string, string, string, string];
await orderUntil(point, url, tenantId, orderKey);
