import type { Insertable, Selectable } from 'kysely';
import type { Schema } from '../platform/postgres/index.ts';
import type { AuditDetail } from './audit-event.ts';
import type { AuditedAction } from './audited-action.ts';
import type { ChainedEvent } from './chained-event.ts';

type EventsTable = Schema['audit_events'];

export function rowOf({ tenantId, at, detail, previousHash, hash, ...rest }: ChainedEvent): Insertable<EventsTable> {
  return {
    ...rest,
    tenant_id: tenantId,
    at: new Date(at),
    detail: detail === null ? null : JSON.stringify(detail),
    previous_hash: bytesOf(previousHash),
    hash: bytesOf(hash),
  };
}

/** Of a row in a chain: one with a place and hashes. */
export function eventOf(row: Omit<Selectable<EventsTable>, 'id'>): ChainedEvent {
  return {
    tenantId: row.tenant_id,
    actor: row.actor,
    action: row.action as AuditedAction,
    subject: row.subject,
    address: row.address,
    detail: row.detail as AuditDetail | null,
    seq: row.seq!,
    at: row.at.getTime(),
    previousHash: hexOf(row.previous_hash),
    hash: hexOf(row.hash),
  };
}

export function bytesOf(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** Empty where a hash is missing: that one is no event's. */
export function hexOf(hash: Buffer | null): string {
  return hash === null ? '' : hash.toString('hex');
}
