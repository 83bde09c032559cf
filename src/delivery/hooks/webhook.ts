import { createHmac } from 'node:crypto';
import { newId, type PushHookId, type TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { isWithin, type Network } from '../../platform/push-target/index.ts';

/** What a customer's program is told. */
interface HookEvent {
  readonly event: 'package.delivered' | 'package.failed';
  readonly data: Readonly<Record<string, string | number>>;
  /** Unix ms. */
  readonly now: number;
}

/** Queues an event, in the transaction of what it tells of. */
export async function queueHook(transaction: Database, tenantId: TenantId, { event, data, now }: HookEvent) {
  await transaction
    .insertInto('push_hooks')
    .values({
      id: newId<PushHookId>(now),
      tenant_id: tenantId,
      event,
      body: JSON.stringify({ type: event, timestamp: new Date(now).toISOString(), data }),
      created_at: new Date(now),
      next_attempt_at: new Date(now),
      ended_at: null,
      failure: null,
    })
    .execute();
}

interface HookMessage {
  readonly id: string;
  readonly body: string;
  /** When it is sent, Unix ms. */
  readonly sentAt: number;
}

/** The headers by which a receiver knows that a message is ours and fresh (Standard Webhooks, "Signature scheme"). */
export function signedHeaders({ id, body, sentAt }: HookMessage, secret: string): Record<string, string> {
  const timestamp = String(Math.floor(sentAt / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** Whether events may go to an address (a URL): encrypted, or to a network that the operator answers for, given as a number. */
export function isHookUrlAllowed(hookUrl: string, allowed: readonly Network[]): boolean {
  const { protocol, hostname } = new URL(hookUrl);
  return protocol === 'https:' || isWithin(allowed, hostname.replace(/^\[|\]$/g, ''));
}
