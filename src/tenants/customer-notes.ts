import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { type CustomerNoteId, newId, type TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { lockTenant } from './subscriptions.ts';

/** Of one customer: more than anybody reads. The page shows all of them. */
const MAX_NOTES = 200;

/** What the operator's staff write down about a customer. The customer never sees it. */
export interface CustomerNote {
  readonly id: CustomerNoteId;
  readonly text: string;
  /** A login. */
  readonly writtenBy: string;
  /** Unix ms. */
  readonly writtenAt: number;
}

interface NotesDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** `name`: the login that stands beside the note. */
  readonly by: Pick<AuditEvent, 'actor' | 'address'> & { readonly name: string };
}

/** Newest first. */
export async function listCustomerNotes(db: Database, tenantId: TenantId): Promise<CustomerNote[]> {
  const rows = await db
    .selectFrom('customer_notes')
    .select(['id', 'text', 'written_by', 'written_at'])
    .where('tenant_id', '=', tenantId)
    .orderBy('written_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(({ id, text, written_by, written_at }) => ({
    id,
    text,
    writtenBy: written_by,
    writtenAt: written_at.getTime(),
  }));
}

/** Throws `tenant-unknown`, and `request-invalid` when the customer has too many. */
export function addCustomerNote({ db, audit, clock, by }: NotesDeps, tenantId: TenantId, text: string): Promise<void> {
  return inTransaction(db, async (transaction) => {
    await lockTenant(transaction, tenantId);
    if ((await listCustomerNotes(transaction, tenantId)).length >= MAX_NOTES) {
      throw new AppError('request-invalid', `a customer has at most ${MAX_NOTES} notes; remove one first`);
    }
    const now = clock.now();
    const id = newId<CustomerNoteId>(now);
    await transaction
      .insertInto('customer_notes')
      .values({ tenant_id: tenantId, id, text, written_by: by.name, written_at: new Date(now) })
      .execute();
    const { actor, address } = by;
    await audit.record({ tenantId, actor, address, action: 'customer-note-added', subject: id }, transaction);
  });
}

/** Throws `not-found`. */
export function removeCustomerNote(
  { db, audit, by: { actor, address } }: NotesDeps,
  tenantId: TenantId,
  id: CustomerNoteId,
): Promise<void> {
  return inTransaction(db, async (transaction) => {
    const removed = await transaction
      .deleteFrom('customer_notes')
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst();
    if (removed === undefined) throw new AppError('not-found');
    await audit.record({ tenantId, actor, address, action: 'customer-note-removed', subject: id }, transaction);
  });
}
