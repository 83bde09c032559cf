import type { Clock } from '../../base/clock.ts';
import { type CancellationRequestId, newId, type TenantId } from '../../base/ids.ts';
import type { ReceivedMail } from '../../platform/mail/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { judgeAuthenticity, type Judging } from './authenticity.ts';
import { mailKey } from './mail-key.ts';
import { readMail } from './read-mail.ts';
import { sentAt } from './sent-at.ts';
import { wishOf } from './wish.ts';

export interface Receiving extends Judging {
  readonly db: Database;
  readonly clock: Clock;
}

/**
 * Notes a mail of the cancellations' mailbox for a person to decide on; the same mail again changes nothing. Whatever
 * the mail is made of, it gets its row: what it does not tell is left open. Rejects only when the database does.
 */
export async function receiveCancellationMail(mail: ReceivedMail, receiving: Receiving): Promise<void> {
  const { db, clock } = receiving;
  const read = await readMail(mail.raw);
  const authenticity = await judgeAuthenticity(mail, read, receiving);
  const receivedAt = Math.min(mail.arrivedAt, clock.now());
  await db
    .insertInto('cancellation_requests')
    .values({
      id: newId<CancellationRequestId>(clock.now()),
      mail_key: mailKey(mail.raw, read.headers),
      tenant_id: authenticity === 'forged' ? null : await tenantOf(db, read.author),
      service: read.automatic ? null : wishOf(`${read.subject}\n\n${read.text}`),
      sender: read.sender,
      subject: read.subject,
      body: read.text,
      authenticity,
      sent_at: new Date(sentAt(read.date, receivedAt)),
      received_at: new Date(receivedAt),
    })
    .onConflict((conflict) => conflict.column('mail_key').doNothing())
    .execute();
}

/** Whose contact the author is; null also where the address is that of several tenants. */
async function tenantOf(db: Database, author: string | null): Promise<TenantId | null> {
  if (author === null) return null;
  const rows = await db
    .selectFrom('tenant_contacts')
    .select('tenant_id')
    .where('email', '=', author)
    .limit(2)
    .execute();
  return rows.length === 1 ? rows[0]!.tenant_id : null;
}
