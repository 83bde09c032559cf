import { warsawDay } from '../../base/warsaw-time.ts';
import { queueMail } from '../../mail/index.ts';
import { inForce, serviceHistories } from '../../tenants/index.ts';
import { notSetUpLetter } from './letters.ts';
import type { TellingParts } from './tell-failures.ts';

/** Tells each customer once who has the push since a day before and has set no target. Gives how many were told. */
export async function tellNotSetUp({ db, now, pushUrl }: TellingParts): Promise<number> {
  const rows = await db.selectFrom('push_targets').select('tenant_id').execute();
  const withTarget = new Set(rows.map((row) => row.tenant_id));
  let told = 0;
  for (const [tenantId, history] of await serviceHistories(db)) {
    const push = inForce(history, 'push', now);
    if (push === null || withTarget.has(tenantId) || warsawDay(push.startsAt) === warsawDay(now)) continue;
    const queued = await queueMail(db, {
      tenantId,
      kind: 'push-not-set-up',
      onceKey: `push-not-set-up ${push.id}`,
      now,
      write: (language) => notSetUpLetter(language, pushUrl),
    });
    if (queued > 0) told += 1;
  }
  return told;
}
