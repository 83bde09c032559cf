import { createHmac } from 'node:crypto';

export interface HookMessage {
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
