import { sql } from 'kysely';
import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { TenantId, UserId } from '../base/ids.ts';
import { addDays, addMonths, startOfWarsawDay, type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { readBranding, readPicture } from '../branding/index.ts';
import { type TenantScope, wholeTenant } from '../catalog/index.ts';
import { type Language, queueMail } from '../mail/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { managedUsers } from '../tenants/index.ts';
import { callStatistics } from './call-statistics.ts';
import type { Period } from './periods.ts';
import { reportPdf } from './report-pdf.ts';
import { REPORT_TEXTS } from './report-texts.ts';

/** Of a company: each gets its own mail with the PDF. */
export const MAX_RECIPIENTS = 20;
/** So many days of a month a report of the one before is still made: workers may have been away, and a company may switch it on late. */
const DUE_DAYS = 7;
const DEFAULT_COLOUR = '#2b4acb';

/** Who gets the monthly report. */
export interface ReportSettings {
  readonly enabled: boolean;
  readonly userIds: readonly UserId[];
}

/** Those of a company who can get it: they see all of its calls, and have an address. */
export async function reportCandidates(db: Database, tenantId: TenantId) {
  const rows = await db.selectFrom('users').select(['id', 'email']).where('tenant_id', '=', tenantId).execute();
  const emails = new Map(rows.map(({ id, email }) => [id, email]));
  return (await managedUsers(db, tenantId)).flatMap(({ id, login, disabled, numbers }) => {
    const email = emails.get(id) ?? null;
    return disabled || numbers !== null || email === null ? [] : [{ id, login, email }];
  });
}

export async function readReportSettings(db: Database, tenantId: TenantId): Promise<ReportSettings> {
  const { rows } = await sql<{ enabled: boolean; user_ids: UserId[] }>`
    SELECT enabled, user_ids FROM report_settings WHERE tenant_id = ${tenantId}`.execute(db);
  return { enabled: rows[0]?.enabled ?? false, userIds: rows[0]?.user_ids ?? [] };
}

/** Throws `request-invalid`: somebody cannot get it. */
export async function saveReportSettings(
  transaction: Database,
  tenantId: TenantId,
  { enabled, userIds }: ReportSettings,
  now: number,
): Promise<void> {
  const possible = new Set((await reportCandidates(transaction, tenantId)).map(({ id }) => id));
  if (userIds.some((id) => !possible.has(id))) {
    throw new AppError(
      'request-invalid',
      'a recipient must be an active user of the company who sees all calls and has an e-mail address',
    );
  }
  await sql`INSERT INTO report_settings VALUES (${tenantId}, ${enabled}, ${[...new Set(userIds)]}::uuid[], ${new Date(now)})
    ON CONFLICT (tenant_id) DO UPDATE SET enabled = excluded.enabled, user_ids = excluded.user_ids, changed_at = excluded.changed_at`.execute(
    transaction,
  );
}

/** The statistics of a period as a PDF, under the operator's name, logo and colour. */
export async function makeReport(db: Database, scope: TenantScope, period: Period, asked?: Language) {
  const tenant = await db
    .selectFrom('tenants')
    .select(['name', 'language'])
    .where('id', '=', scope.tenantId)
    .executeTakeFirstOrThrow();
  const language = asked ?? tenant.language;
  const { productName, primaryColour } = await readBranding(db);
  const statistics = await callStatistics(db, scope, period);
  const content = await reportPdf({
    language,
    companyName: tenant.name,
    productName,
    colour: primaryColour ?? DEFAULT_COLOUR,
    logo: (await readPicture(db, 'logo'))?.png ?? null,
    statistics,
  });
  const name = `${REPORT_TEXTS[language].fileName}_${period.from}_${period.to}.pdf`;
  return { name, content, preparing: statistics.preparing };
}

interface ReportDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: AuditLog;
  /** Of the page with the statistics. */
  readonly statisticsUrl: string;
  readonly signal: AbortSignal;
}

/**
 * Mails the report of the last month to each company that wants it and has not got it. It is noted in the transaction that queues the mails, so that a
 * run that is killed or repeated sends none twice. A company whose report fails stops no other.
 */
export async function sendMonthlyReports(deps: ReportDeps): Promise<number> {
  const { db, clock, signal } = deps;
  const today = warsawDay(clock.now());
  if (Number(today.slice(-2)) > DUE_DAYS) return 0;
  const from = addMonths(`${today.slice(0, 7)}-01`, -1);
  const period = { from, to: addDays(addMonths(from, 1), -1) };
  const { rows } = await sql<{ id: TenantId }>`
    SELECT id FROM report_settings AS settings JOIN tenants ON id = settings.tenant_id
    WHERE enabled AND left_at IS NULL AND NOT EXISTS (
      SELECT FROM monthly_reports AS made WHERE made.tenant_id = id AND month = ${from}::date)
    ORDER BY id`.execute(db);
  const failures: unknown[] = [];
  let sent = 0;
  for (const { id } of rows) {
    if (signal.aborted) break;
    await sendReport(deps, id, period).then(
      (isSent) => (sent += Number(isSent)),
      (error: unknown) => failures.push(error),
    );
  }
  if (failures.length > 0) throw failures[0];
  return sent;
}

/** False: not yet. Nobody gets it, or its days are still being summed. */
async function sendReport(deps: ReportDeps, tenantId: TenantId, period: Period): Promise<boolean> {
  const { db, clock, audit, statisticsUrl } = deps;
  const { userIds } = await readReportSettings(db, tenantId);
  const recipientsNow = async (from: Database) =>
    (await reportCandidates(from, tenantId)).filter(({ id }) => userIds.includes(id));
  if ((await recipientsNow(db)).length === 0) return false;
  const { preparing, ...attachment } = await makeReport(db, wholeTenant(tenantId), period);
  if (preparing) return false;
  return db.transaction().execute(async (transaction) => {
    const noted = await sql`INSERT INTO monthly_reports VALUES (${tenantId}, ${period.from}, ${new Date(clock.now())})
      ON CONFLICT DO NOTHING RETURNING month`.execute(transaction);
    if (noted.rows.length === 0) return false;
    const recipients = await recipientsNow(transaction);
    for (const { email } of recipients) {
      await queueMail(transaction, {
        tenantId,
        kind: 'monthly-report',
        recipient: email,
        attachment,
        write: (language) => {
          const month = monthText(language, period.from);
          const { subject, body } = REPORT_TEXTS[language];
          return { subject: subject(month), body: body(month, statisticsUrl) };
        },
        idempotencyKey: `monthly-report ${tenantId} ${period.from}`,
        now: clock.now(),
      });
    }
    const event = {
      tenantId,
      actor: 'statistics',
      action: 'monthly-report-sent',
      subject: null,
      address: null,
    } as const;
    await audit.record(
      { ...event, detail: { month: period.from.slice(0, 7), recipients: recipients.length } },
      transaction,
    );
    return true;
  });
}

/** `listopad 2026`, `November 2026`. */
function monthText(language: Language, first: WarsawDay): string {
  const locale = { pl: 'pl-PL', en: 'en-GB' }[language];
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'Europe/Warsaw' }).format(
    startOfWarsawDay(first),
  );
}
