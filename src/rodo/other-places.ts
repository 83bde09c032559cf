import { sql } from 'kysely';
import type { RecordingId, TenantId } from '../base/ids.ts';
import type { PhoneNumber } from '../base/phone-number.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { numberPattern, storedForms } from './subject-number.ts';

/** Texts of people that name a number. */
export interface TextsWithNumber {
  readonly mails: number;
  readonly cancellations: number;
  /** Reasons of legal holds, past ones too. */
  readonly holdReasons: number;
  /** How the tenant's phone book names it; null: not at all. */
  readonly name: string | null;
  /** Notes of calls and of marks for a colleague. */
  readonly notes: number;
}

export async function textsWithNumber(db: Database, tenantId: TenantId, number: PhoneNumber): Promise<TextsWithNumber> {
  const pattern = numberPattern(number);
  const { rows } = await sql<{
    mails: number;
    cancellations: number;
    hold_reasons: number;
    notes: number;
    name: string | null;
  }>`
    SELECT
      (SELECT count(*)::int FROM mails WHERE tenant_id = ${tenantId} AND concat_ws(E'\n', subject, body) ~ ${pattern}) AS mails,
      (SELECT count(*)::int FROM cancellation_requests WHERE tenant_id = ${tenantId}
         AND concat_ws(E'\n', sender, subject, body, decision_note) ~ ${pattern}) AS cancellations,
      (SELECT count(*)::int FROM legal_holds WHERE tenant_id = ${tenantId} AND reason ~ ${pattern}) AS hold_reasons,
      (SELECT name FROM phone_book WHERE tenant_id = ${tenantId} AND number = ANY (${[...storedForms(number)]}) LIMIT 1) AS name,
      (SELECT count(*)::int FROM call_notes WHERE tenant_id = ${tenantId} AND text ~ ${pattern})
        + (SELECT count(*)::int FROM live_marks WHERE tenant_id = ${tenantId} AND text ~ ${pattern})
        + (SELECT count(*)::int FROM call_reviews WHERE tenant_id = ${tenantId} AND note ~ ${pattern}) AS notes
  `.execute(db);
  const { hold_reasons: holdReasons, ...counts } = rows[0]!;
  return { ...counts, holdReasons };
}

/** Copies of recordings that have left the service, and cannot be recalled. */
export interface DeliveredPackage {
  readonly day: WarsawDay;
  /** Unix ms. */
  readonly deliveredAt: number;
  /** The server as the tenant knows it; null: the package is not complete yet. */
  readonly deliveredTo: string | null;
  /** Of the subject's. */
  readonly recordings: number;
}

export async function deliveriesOf(
  db: Database,
  tenantId: TenantId,
  recordings: readonly RecordingId[],
): Promise<DeliveredPackage[]> {
  const { rows } = await sql<{ day: string; at: Date; to: string | null; recordings: number }>`
    SELECT packages.day::text AS day, max(coalesce(package_files.delivered_at, packages.delivered_at)) AS at,
      packages.delivered_to AS to, count(*)::int AS recordings
    FROM package_files JOIN packages ON packages.id = package_files.package_id
    WHERE packages.tenant_id = ${tenantId} AND package_files.recording_id = ANY(${recordings}::uuid[])
      AND NOT package_files.unreadable
      AND (package_files.delivered_at IS NOT NULL OR packages.delivered_at IS NOT NULL)
    GROUP BY packages.id
    ORDER BY packages.day, packages.number`.execute(db);
  return rows.map(({ day, at, to, recordings }) => ({ day, deliveredAt: at.getTime(), deliveredTo: to, recordings }));
}

/** How often somebody of the tenant has fetched the recordings over FTP or from the panel. */
export async function countFetched(
  db: Database,
  tenantId: TenantId,
  recordings: readonly RecordingId[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM audit_events
    WHERE tenant_id = ${tenantId} AND action IN ('download', 'ftp-download', 'file-download') AND subject = ANY(${recordings}::text[])
  `.execute(db);
  return rows[0]!.count;
}
