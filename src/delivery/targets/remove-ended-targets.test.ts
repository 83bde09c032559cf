import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { PushFixture } from '../../../test/kit/push-fixture.ts';
import { AuditLog } from '../../audit/index.ts';
import type { TenantId } from '../../base/ids.ts';
import { deliverTarget } from '../sending/deliver-target.ts';
import { removeEndedTargets } from './remove-ended-targets.ts';
import { newSshKey, readPublicKey } from './ssh-keys.ts';
import { readTarget } from './target-store.ts';

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

const { db } = testDatabase();
const push = new PushFixture(db);

/** A tenant with a delivered package, one that waits, and an SSH key; its push ends now, or goes on. */
async function tenant(ends: boolean): Promise<TenantId> {
  const tenantId = await push.tenant();
  await push.recording(tenantId);
  await newSshKey({ db, keys: push.keys }, tenantId, push.clock.now());
  await push.packageOf(tenantId);
  await deliverTarget(push, tenantId, new AbortController().signal);
  await push.resend(tenantId);
  const endsAt = new Date(push.clock.now());
  if (ends) await db.updateTable('subscriptions').set({ ends_at: endsAt }).where('tenant_id', '=', tenantId).execute();
  return tenantId;
}

test('30 days after the end of a push its secrets and waiting packages are removed; what was delivered stays', async () => {
  const [over, running] = [await tenant(true), await tenant(false)];
  const audit = new AuditLog(db, push.clock);
  const endedAt = push.clock.now();
  expect(await removeEndedTargets({ db, audit, now: endedAt + MONTH_MS - 1 })).toBe(0);
  expect(await removeEndedTargets({ db, audit, now: endedAt + MONTH_MS })).toBe(1);
  expect(await readTarget(push, over)).toBeNull();
  expect(await readPublicKey(db, over)).toBeNull();
  expect((await push.packages(over)).map(({ kind, delivered_at: at }) => [kind, at !== null])).toEqual([['day', true]]);
  expect(await readTarget(push, running)).not.toBeNull();
  expect(await push.packages(running)).toHaveLength(2);
  const events = await db.selectFrom('audit_events').select(['tenant_id', 'actor', 'action']).execute();
  expect(events).toEqual([{ tenant_id: over, actor: 'delivery', action: 'push-target-removed' }]);
});
