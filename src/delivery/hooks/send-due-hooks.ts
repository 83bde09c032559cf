import { type Selectable, sql } from 'kysely';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { Database, Schema } from '../../platform/postgres/index.ts';
import { readTarget } from '../targets/target-store.ts';
import {
  GIVE_UP_AFTER_MS,
  HOOK_DELAYS_MS,
  type HookFailure,
  HookSender,
  type HookSenderDeps,
  MAX_HOOK_DELAY_MS,
} from './hook-sender.ts';

/** How long ended events are kept for questions of customers and the operator. */
const KEPT_MS = 30 * 24 * 3_600_000;

const HOOKS: Outbox<'push_hooks'> = {
  table: 'push_hooks',
  key: 'id',
  isWaiting: sql<boolean>`ended_at IS NULL`,
  maxDelayMs: MAX_HOOK_DELAY_MS,
  crashDelaysMs: HOOK_DELAYS_MS,
};

export interface HookDeps extends HookSenderDeps {
  readonly keys: Pick<KeyStore, 'get'>;
}

/** Sends the events of packages that are due to the web hooks of the daily push. */
export async function sendDueHooks(deps: HookDeps): Promise<void> {
  await giveUpCrashedHooks(deps.db, deps.clock.now());
  await deleteEndedHooks(deps.db, deps.clock.now());
  const sender = new HookSender<Selectable<Schema['push_hooks']>>(deps, {
    outbox: HOOKS,
    laneColumn: 'tenant_id',
    message: async ({ tenant_id: tenantId, body }) => {
      const settings = await readTarget(deps, tenantId);
      return settings?.hook ? { ...settings.hook, body } : null;
    },
  });
  await sender.run();
}

/** Gives up events whose worker died, as if that attempt had failed. `now` is Unix ms. */
async function giveUpCrashedHooks(db: Database, now: number): Promise<void> {
  const failure: HookFailure = 'source-failed';
  await db
    .updateTable('push_hooks')
    .set({ ended_at: new Date(now), failure })
    .where(HOOKS.isWaiting)
    .where(sql<boolean>`leased_until < now()`)
    .where(sql<boolean>`next_attempt_at > created_at + ${GIVE_UP_AFTER_MS} * interval '1 ms'`)
    .execute();
}

/** `now` is Unix ms. */
async function deleteEndedHooks(db: Database, now: number): Promise<void> {
  await db
    .deleteFrom('push_hooks')
    .where('ended_at', '<', new Date(now - KEPT_MS))
    .execute();
}
