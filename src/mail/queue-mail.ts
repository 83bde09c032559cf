import { type MailId, newId, type TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Language, MailText } from './letter.ts';

export interface NewMail {
  readonly tenantId: TenantId;
  /** What it is about, for the operator: `service-ordered`, `retention-warning`. */
  readonly kind: string;
  /** Writes it in the tenant's language. */
  readonly write: (language: Language) => MailText;
  /** To this address instead of the tenant's contacts. */
  readonly recipient?: string;
  /** What is told once only has a key of its own: to whom this key was used before, nothing is sent. */
  readonly dedupKey?: string;
  /** Unix ms. */
  readonly now: number;
}

/**
 * Queues a mail to each contact of a tenant, in the transaction of what it tells of: neither is there without the
 * other. Gives how many were queued; a tenant without contacts gets none.
 */
export async function queueMail(transaction: Database, mail: NewMail): Promise<number> {
  const recipients = mail.recipient === undefined ? await contactsOf(transaction, mail.tenantId) : [mail.recipient];
  if (recipients.length === 0) return 0;
  const { subject, body } = mail.write(await languageOf(transaction, mail.tenantId));
  const queued = await transaction
    .insertInto('mails')
    .values(
      recipients.map((recipient) => ({
        id: newId<MailId>(mail.now),
        tenant_id: mail.tenantId,
        kind: mail.kind,
        recipient,
        subject,
        body,
        dedup_key: mail.dedupKey === undefined ? null : `${mail.dedupKey} ${recipient}`,
        created_at: new Date(mail.now),
        next_attempt_at: new Date(mail.now),
        sent_at: null,
        failure: null,
      })),
    )
    .onConflict((conflict) => conflict.column('dedup_key').doNothing())
    .returning('id')
    .execute();
  return queued.length;
}

async function contactsOf(db: Database, tenantId: TenantId): Promise<string[]> {
  const rows = await db
    .selectFrom('tenant_contacts')
    .select('email')
    .where('tenant_id', '=', tenantId)
    .orderBy('email')
    .execute();
  return rows.map(({ email }) => email);
}

async function languageOf(db: Database, tenantId: TenantId): Promise<Language> {
  const row = await db.selectFrom('tenants').select('language').where('id', '=', tenantId).executeTakeFirstOrThrow();
  return row.language;
}
