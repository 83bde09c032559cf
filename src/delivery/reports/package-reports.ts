import { sql } from 'kysely';
import type { PackageId, TenantId } from '../../base/ids.ts';
import type { WarsawDay } from '../../base/warsaw-time.ts';
import type { Database, PackageForm } from '../../platform/postgres/index.ts';
import type { Explanation } from '../../platform/push-target/index.ts';
import { explainFailure } from '../notifications/mail-texts.ts';
import { NOT_VERIFIED } from '../sending/outcome.ts';

/** A package and its state. Instants are Unix ms. */
export interface PackageReport {
  readonly id: PackageId;
  readonly day: WarsawDay;
  readonly number: number;
  readonly kind: 'day' | 'supplement' | 'resend';
  readonly form: PackageForm;
  readonly state: 'delivered' | 'sending' | 'failing' | 'waiting';
  readonly recordings: number;
  readonly sizeBytes: number;
  readonly madeAt: number;
  readonly deliveredAt: number | null;
  /** The target's location, without login. */
  readonly deliveredTo: string | null;
  /** Why it is delivered and not verified; null: it is verified, or not delivered. */
  readonly notVerified: ReasonView | null;
  /** Of the last attempt; null: it did not fail. */
  readonly failure: FailureView | null;
  /** Null: not started, or delivered. */
  readonly progress: Progress | null;
}

export interface Progress {
  readonly files: number;
  readonly sentFiles: number;
  readonly bytes: number;
  readonly sentBytes: number;
}

/** A tenant's packages of some days, by day and number. */
export async function packageReports(
  db: Database,
  tenantId: TenantId,
  { from, to }: { readonly from: WarsawDay; readonly to: WarsawDay },
): Promise<PackageReport[]> {
  const current = await currentPackage(db, tenantId);
  const rows = await db
    .selectFrom('packages')
    .select(['id', 'day', 'number', 'kind', 'form', 'recordings', 'size_bytes', 'made_at', 'begun_at'])
    .select(['sent_files', 'sent_bytes', 'error_code', 'error_detail', 'failed_at', 'delivered_at', 'delivered_to'])
    .select('not_verified')
    .where('tenant_id', '=', tenantId)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .orderBy('day')
    .orderBy('number')
    .execute();
  return rows.map((row) => {
    const { id, day, number, kind, form, recordings, size_bytes: sizeBytes, delivered_to: deliveredTo } = row;
    const isDelivered = row.delivered_at !== null;
    const failure = isDelivered ? null : failureView(row);
    return {
      id,
      day,
      number,
      kind,
      form,
      state: isDelivered ? 'delivered' : waitingState(id === current, failure),
      recordings,
      sizeBytes,
      madeAt: row.made_at.getTime(),
      deliveredAt: row.delivered_at?.getTime() ?? null,
      deliveredTo,
      notVerified: isDelivered && row.not_verified !== null ? reasonView(NOT_VERIFIED, row.not_verified) : null,
      failure,
      // The sent bytes include manifests and ZIP records.
      progress:
        isDelivered || row.begun_at === null
          ? null
          : {
              files: recordings,
              sentFiles: row.sent_files,
              bytes: sizeBytes,
              sentBytes: Math.min(row.sent_bytes, sizeBytes),
            },
    };
  });
}

function waitingState(isSending: boolean, failure: FailureView | null): PackageReport['state'] {
  if (isSending) return 'sending';
  return failure === null ? 'waiting' : 'failing';
}

/** The package that a worker is sending: it was started last, and has not failed since. */
async function currentPackage(db: Database, tenantId: TenantId): Promise<PackageId | null> {
  const row = await db
    .selectFrom('packages')
    .innerJoin('push_targets', 'push_targets.tenant_id', 'packages.tenant_id')
    .select('packages.id')
    .where('packages.tenant_id', '=', tenantId)
    .where('packages.delivered_at', 'is', null)
    .where('packages.begun_at', 'is not', null)
    .where(sql<boolean>`push_targets.leased_until > now()`)
    .where(sql<boolean>`packages.failed_at IS NULL OR packages.failed_at < packages.begun_at`)
    .orderBy('packages.begun_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** A reason with explanations for people. */
export interface ReasonView {
  readonly code: string;
  readonly explanation: Explanation;
  /** The server's own message. */
  readonly detail: string | null;
}

/** Why a package was not delivered. */
export interface FailureView extends ReasonView {
  /** Unix ms. */
  readonly at: number;
}

/** The failure of a package's last attempt; null: it did not fail. */
export function failureView(row: {
  readonly error_code: string | null;
  readonly error_detail: string | null;
  readonly failed_at: Date | null;
}): FailureView | null {
  const { error_code: code, error_detail: detail, failed_at: at } = row;
  if (code === null || at === null) return null;
  return { ...reasonView(code, detail), at: at.getTime() };
}

function reasonView(code: string, detail: string | null): ReasonView {
  return { code, explanation: { pl: explainFailure('pl', code), en: explainFailure('en', code) }, detail };
}
