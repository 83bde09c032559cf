import { createHmac, randomBytes } from 'node:crypto';
import { newId, type PushHookId, type TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { isWithin, type Network } from '../../platform/push-target/index.ts';

interface HookEvent {
  readonly event: 'package.delivered' | 'package.failed';
  readonly data: Readonly<Record<string, string | number | boolean>>;
  /** Unix ms. */
  readonly now: number;
}

/** Queues an event for the customer's web hook, in the transaction of the change it reports. */
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

/** Whether events may be sent to a URL: over TLS, or to a numeric address in one of the operator's allowed networks. */
export function isHookUrlAllowed(hookUrl: string, allowed: readonly Network[]): boolean {
  const { protocol, hostname } = new URL(hookUrl);
  return protocol === 'https:' || isWithin(allowed, hostname.replace(/^\[|\]$/g, ''));
}

/** Signing keys have 24 to 64 bytes (Standard Webhooks, "Signature scheme"). */
const SECRET_BYTES = 32;

export function newHookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

interface HookMessage {
  readonly id: string;
  readonly body: string;
  /** Unix ms. */
  readonly sentAt: number;
}

/** The headers that prove that a message is ours and recent (Standard Webhooks, "Signature scheme"). */
export function signedHeaders({ id, body, sentAt }: HookMessage, secret: string): Record<string, string> {
  const timestamp = String(Math.floor(sentAt / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
