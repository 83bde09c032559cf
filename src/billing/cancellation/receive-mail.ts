import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { HeaderLines } from 'mailparser';
import type { Clock } from '../../base/clock.ts';
import { type CancellationRequestId, newId, type TenantId } from '../../base/ids.ts';
import type { ReceivedMail } from '../../platform/mail/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type AuthenticityDeps, checkAuthenticity } from './authenticity.ts';
import { readMail } from './read-mail.ts';
import { requestedService } from './requested-service.ts';

/**
 * How long a mail may have been in transit. RFC 5321 §4.5.4.1: a server gives up after "at least 4-5 days", so a genuine
 * mail is not older when it arrives. The Date header alone may say anything.
 */
export const MAX_TRANSIT_MS = 5 * 24 * 3_600_000;

/** Header fields that the author's program writes. All others are added in transit and differ if a mail comes twice. */
const AUTHOR_FIELDS = ['message-id', 'from', 'date', 'subject'];

interface CancellationMailDeps extends AuthenticityDeps {
  readonly db: Database;
  readonly clock: Clock;
}

/**
 * Saves a mail from the cancellation mailbox as a request for the operator to decide; the same mail again changes nothing.
 * Every mail gets a row, whatever it contains; what it does not say stays open. Rejects only if the database does.
 */
export async function receiveCancellationMail(mail: ReceivedMail, deps: CancellationMailDeps): Promise<void> {
  const { db, clock } = deps;
  const read = await readMail(mail.raw);
  const authenticity = await checkAuthenticity(mail, read, deps);
  const receivedAt = Math.min(mail.arrivedAt, clock.now());
  await db
    .insertInto('cancellation_requests')
    .values({
      id: newId<CancellationRequestId>(clock.now()),
      mail_key: mailKey(mail.raw, read.headers),
      tenant_id: authenticity === 'forged' ? null : await tenantOf(db, read.author),
      service: read.automatic ? null : requestedService(`${read.subject}\n\n${read.text}`),
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

/** The tenant with this administrative or billing contact; null also if several tenants have it. */
async function tenantOf(db: Database, author: string | null): Promise<TenantId | null> {
  if (author === null) return null;
  const rows = await db
    .selectFrom('tenant_contacts')
    .select('tenant_id')
    .where('email', '=', author)
    .where(sql<boolean>`kinds && '{administrative,billing}'`)
    .limit(2)
    .execute();
  return rows.length === 1 ? rows[0]!.tenant_id : null;
}

/** When a mail was sent: its Date header, limited to plausible times. `receivedAt` comes from the mail server. Unix ms. */
export function sentAt(dateHeader: number | null, receivedAt: number): number {
  if (dateHeader === null || Number.isNaN(dateHeader)) return receivedAt;
  return Math.min(receivedAt, Math.max(dateHeader, receivedAt - MAX_TRANSIT_MS));
}

/**
 * Identifies a mail: a hash of what its author wrote. A different mail with a copied Message-ID has another key. For a mail
 * without a Message-ID: a hash of all its bytes.
 */
export function mailKey(raw: Buffer, headers: HeaderLines): string {
  const hash = createHash('sha256');
  const byAuthor = headers.filter(({ key }) => AUTHOR_FIELDS.includes(key));
  if (!byAuthor.some(({ key }) => key === 'message-id')) return hash.update(raw).digest('hex');
  for (const { line } of byAuthor) hash.update(`${line}\n`);
  return hash.update(bodyOf(raw)).digest('hex');
}

/** RFC 5322 §2.1: the body follows the first empty line. */
function bodyOf(raw: Buffer): Buffer {
  const ends = ['\r\n\r\n', '\n\n'].map((gap) => raw.indexOf(gap)).filter((at) => at >= 0);
  return ends.length === 0 ? Buffer.alloc(0) : raw.subarray(Math.min(...ends));
}
