import { sql } from 'kysely';
import { type MailId, newId, type TenantId, type UserId } from '../base/ids.ts';
import type { ContactKind, Database } from '../platform/postgres/index.ts';
import type { Language, MailText } from './mail-text.ts';

interface NewMail {
  /** Null: to the operator's staff. */
  readonly tenantId: TenantId | null;
  /** Shown to the operator: `service-ordered`, `retention-warning`. */
  readonly kind: string;
  /** Contacts of this kind get it, besides the administrative ones, who get every mail. */
  readonly to?: ContactKind;
  /** The template: gives the text in the language of whom it is for. */
  readonly write: (language: Language) => MailText;
  /** To this address instead of the tenant's contacts. */
  readonly recipient?: string;
  /** To this user's own address, or to the tenant's contacts if the user has none; in the user's own language. */
  readonly userId?: UserId;
  /** A PDF; gone when the mail was sent. */
  readonly attachment?: { readonly name: string; readonly content: Buffer };
  /** The body holds a secret: it is erased when the mail was sent. */
  readonly secret?: boolean;
  /** A recipient who was sent a mail with this key before gets no other. */
  readonly idempotencyKey?: string;
  /** Unix ms. */
  readonly now: number;
}

/**
 * Queues a mail to the contacts of a tenant: to those of its kind and the administrative ones; if there are none, to all. The rows are written in the transaction of the change they report. Returns how
 * many were queued: none for a tenant without contacts.
 */
export async function queueMail(transaction: Database, mail: NewMail): Promise<number> {
  const recipients = await recipientsOf(transaction, mail);
  if (recipients.length === 0) return 0;
  const language = await languageOfMail(transaction, mail);
  const { subject, body } = mail.write(language);
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
        language,
        secret: mail.secret ?? false,
        dedup_key: mail.idempotencyKey === undefined ? null : `${mail.idempotencyKey} ${recipient}`,
        created_at: new Date(mail.now),
        next_attempt_at: new Date(mail.now),
        sent_at: null,
        failure: null,
        attachment_name: mail.attachment?.name ?? null,
        attachment: mail.attachment?.content ?? null,
      })),
    )
    .onConflict((conflict) => conflict.column('dedup_key').doNothing())
    .returning('id')
    .execute();
  return queued.length;
}

/** A mail that is queued or sent; instants in Unix ms. */
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

/** The language of a tenant's mails, or of the operator's own (null). */
export async function languageOf(db: Database, tenantId: TenantId | null): Promise<Language> {
  if (tenantId === null) return 'pl';
  const row = await db.selectFrom('tenants').select('language').where('id', '=', tenantId).executeTakeFirstOrThrow();
  return row.language;
}

/** Contacts of the tenant get mails in the tenant's language, also those about a user who has no address. */
async function languageOfMail(db: Database, { userId, recipient, tenantId }: NewMail): Promise<Language> {
  if (userId !== undefined) {
    const user = await db.selectFrom('users').select(['language', 'email']).where('id', '=', userId).executeTakeFirst();
    if (user?.language && (recipient !== undefined || user.email !== null)) return user.language;
  }
  return languageOf(db, tenantId);
}

async function recipientsOf(db: Database, { recipient, userId, tenantId, to }: NewMail): Promise<string[]> {
  if (recipient !== undefined) return [recipient];
  if (userId !== undefined) {
    const user = await db.selectFrom('users').select('email').where('id', '=', userId).executeTakeFirst();
    if (user?.email) return [user.email];
  }
  return tenantId === null ? [] : contactsOf(db, tenantId, to);
}

async function contactsOf(db: Database, tenantId: TenantId, to: ContactKind | undefined): Promise<string[]> {
  const kinds = to === undefined ? ['administrative'] : ['administrative', to];
  const rows = await db
    .selectFrom('tenant_contacts')
    .select(['email', sql<boolean>`kinds && ${kinds}::text[]`.as('isAddressed')])
    .where('tenant_id', '=', tenantId)
    .orderBy('email')
    .execute();
  const addressed = rows.filter(({ isAddressed }) => isAddressed);
  return (addressed.length > 0 ? addressed : rows).map(({ email }) => email);
}
