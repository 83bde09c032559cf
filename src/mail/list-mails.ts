import type { MailId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** A mail on its way out or sent; instants in Unix ms. */
export interface ListedMail {
  readonly id: MailId;
  readonly tenantId: TenantId | null;
  readonly kind: string;
  readonly recipient: string;
  readonly subject: string;
  readonly createdAt: number;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly sentAt: number | null;
  readonly failure: string | null;
}

/** The most one listing gives. */
const MAX_LISTED = 200;

/** The newest mails first; `waiting`: only those not yet sent. */
export async function listMails(db: Database, { waiting = false } = {}): Promise<ListedMail[]> {
  let query = db.selectFrom('mails').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(MAX_LISTED);
  if (waiting) query = query.where('sent_at', 'is', null);
  return (await query.execute()).map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    kind: row.kind,
    recipient: row.recipient,
    subject: row.subject,
    createdAt: row.created_at.getTime(),
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at.getTime(),
    sentAt: row.sent_at?.getTime() ?? null,
    failure: row.failure,
  }));
}
