import { warsawDay } from '../../base/warsaw-time.ts';
import { queueMail } from '../../mail/index.ts';
import { inForce, serviceHistories } from '../../tenants/index.ts';
import { tenantsWithTarget } from '../targets/target-store.ts';
import { notSetUpLetter } from './letters.ts';
import type { NotifyOptions } from './tell-failures.ts';

/** Tells each customer once who has the push since a day before and has set no target. Gives how many were told. */
export async function notifyNotSetUp({ db, now, pushUrl }: NotifyOptions): Promise<number> {
  const withTarget = new Set(await tenantsWithTarget(db));
  let told = 0;
  for (const [tenantId, history] of await serviceHistories(db)) {
    const push = inForce(history, 'push', now);
    if (push === null || withTarget.has(tenantId) || warsawDay(push.startsAt) === warsawDay(now)) continue;
    const queued = await queueMail(db, {
      tenantId,
      kind: 'push-not-set-up',
      dedupKey: `push-not-set-up ${push.id}`,
      now,
      write: (language) => notSetUpLetter(language, pushUrl),
    });
    if (queued > 0) told += 1;
  }
  return told;
}
