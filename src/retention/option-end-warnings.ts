import { expressionBuilder } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { type Language, type MailText, type queueMail, formatDay } from '../mail/index.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { hasLeft, retentionDays, type ServiceHistory, serviceHistories, type Subscription } from '../tenants/index.ts';
import { countRecordings } from './count-recordings.ts';
import { isGone, isKept } from './recording-conditions.ts';

/** A tenant is warned so many days before the option ends. */
export const WARNING_DAYS = 7;

interface WarningDeps {
  readonly db: Database;
  /** Unix ms. */
  readonly now: number;
  readonly queueMail: typeof queueMail;
  /** Where a customer finds the recordings in the panel. */
  readonly historyUrl: string;
}

/**
 * Warns every tenant whose extended retention ends or becomes shorter soon, if recordings are destroyed then: from the
 * seventh Warsaw day before on, once for each end. Returns the number of mails queued.
 */
export async function queueOptionEndWarnings(deps: WarningDeps): Promise<number> {
  let queued = 0;
  for (const [tenantId, history] of await serviceHistories(deps.db)) {
    for (const { id, endsAt } of endingSoon(history, deps.now)) {
      queued += await queueWarning(deps, {
        tenantId,
        history,
        idempotencyKey: `retention-warning ${id} ${endsAt}`,
        endsAt,
      });
    }
  }
  return queued;
}

function endingSoon(history: ServiceHistory, now: number): (Subscription & { readonly endsAt: number })[] {
  return history.filter(
    (one): one is Subscription & { endsAt: number } =>
      one.service === 'extended-retention' &&
      one.endsAt !== null &&
      isSoon(one.endsAt, now) &&
      // It gets another mail.
      !hasLeft(history, one.endsAt),
  );
}

function isSoon(endsAt: number, now: number): boolean {
  return now < endsAt && now >= startOfWarsawDay(addDays(warsawDay(endsAt), -WARNING_DAYS));
}

interface OptionEnd {
  readonly tenantId: TenantId;
  readonly history: ServiceHistory;
  readonly idempotencyKey: string;
  readonly endsAt: number;
}

const is = expressionBuilder<Schema, 'recordings'>();

async function queueWarning(
  { db, now, queueMail, historyUrl }: WarningDeps,
  { tenantId, history, idempotencyKey, endsAt }: OptionEnd,
): Promise<number> {
  const [daysBefore, daysAfter] = [retentionDays(history, endsAt - 1), retentionDays(history, endsAt)];
  if (daysAfter >= daysBefore) return 0;
  const destroyedByEnd = is.and([isKept(history, endsAt - 1), isGone(history, endsAt)]);
  const { recordings } = await countRecordings(db, tenantId, destroyedByEnd);
  if (recordings === 0) return 0;
  return db.transaction().execute((transaction) =>
    queueMail(transaction, {
      tenantId,
      kind: 'retention-warning',
      to: 'data-protection',
      idempotencyKey,
      now,
      write: (language) => optionEndMail(language, { endsAt, daysAfter, recordings, historyUrl }),
    }),
  );
}

interface OptionEndFacts {
  /** Unix ms. */
  readonly endsAt: number;
  /** For how many days recordings are kept from then on. */
  readonly daysAfter: number;
  /** How many recordings are destroyed then. */
  readonly recordings: number;
  readonly historyUrl: string;
}

function optionEndMail(language: Language, { endsAt, daysAfter, recordings, historyUrl }: OptionEndFacts): MailText {
  const text = TEXTS[language];
  const day = formatDay(language, warsawDay(endsAt));
  const paragraphs = [
    text.ending(day, daysAfter),
    text.concerned(countText(language, recordings)),
    text.fetch(historyUrl),
  ];
  return { subject: text.subject(day), body: paragraphs.join('\n\n') };
}

function countText(language: Language, recordings: number): string {
  const form = new Intl.PluralRules(language).select(recordings) as keyof typeof PLURALS.pl;
  return `${recordings} ${PLURALS[language][form]}`;
}

const PLURALS = {
  pl: { one: 'nagranie', few: 'nagrania', many: 'nagrań', other: 'nagrania' },
  en: { one: 'recording', few: 'recordings', many: 'recordings', other: 'recordings' },
} as const satisfies Record<Language, Record<string, string>>;

const TEXTS = {
  pl: {
    subject: (day: string) => `Dnia ${day} część nagrań zostanie bezpowrotnie usunięta`,
    ending: (day: string, days: number) =>
      `dnia ${day} kończy się wydłużony okres przechowywania. Odtąd nagrania będą przechowywane ${days} dni od rozmowy.`,
    concerned: (recordings: string) =>
      `Starsze zostaną wtedy bezpowrotnie usunięte; na dziś jest to ${recordings}. Nie da się ich potem odzyskać.`,
    fetch: (url: string) =>
      `Do tego czasu można je pobrać przez FTP. Adres, historia połączeń i zmiana usług są w Panelu Klienta: ${url}`,
  },
  en: {
    subject: (day: string) => `On ${day} some recordings will be destroyed for good`,
    ending: (day: string, days: number) =>
      `On ${day} extended retention ends. From then on recordings are kept for ${days} days from the call.`,
    concerned: (recordings: string) =>
      `Older ones will then be destroyed for good; as of today that is ${recordings}. They cannot be recovered afterwards.`,
    fetch: (url: string) =>
      `Until then you can download them over FTP. The address, the call history and your services are in the panel: ${url}`,
  },
} as const satisfies Record<Language, Record<string, unknown>>;
