import { type Language, type MailText, formatDay } from '../../mail/index.ts';
import { PUSH_ERRORS } from '../../platform/push-target/index.ts';
import type { WarsawDay } from '../../base/warsaw-time.ts';

interface FailingPush {
  /** Of the oldest waiting package. */
  readonly day: WarsawDay;
  /** How many days have waiting packages. */
  readonly days: number;
  /** Of the last failure; null: no attempt failed, but it takes too long. */
  readonly code: string | null;
  /** Where the customer sees the days and sets the target. */
  readonly pushUrl: string;
}

/** Packages did not reach the customer's server. */
export function failureMail(language: Language, { day, days, code, pushUrl }: FailingPush): MailText {
  const text = TEXTS[language];
  const date = formatDay(language, day);
  return {
    subject: text.failedSubject(date),
    body: [
      days === 1 ? text.failedOne(date) : text.failedMore(date, countDays(language, days)),
      code === null ? text.takesLong : `${text.reason} ${explainFailure(language, code)}`,
      text.goesOn(pushUrl),
    ].join('\n\n'),
  };
}

/** The push is on, but no target is set. */
export function notSetUpMail(language: Language, pushUrl: string): MailText {
  const { notSetUpSubject, notSetUp } = TEXTS[language];
  return { subject: notSetUpSubject, body: notSetUp(pushUrl) };
}

/** All waiting packages have been delivered. */
export function recoveryMail(language: Language): MailText {
  const { recoveredSubject, recovered } = TEXTS[language];
  return { subject: recoveredSubject, body: recovered };
}

/** Why a package was not delivered, for the customer. */
export function explainFailure(language: Language, code: string): string {
  if (Object.hasOwn(PUSH_ERRORS, code)) return PUSH_ERRORS[code as keyof typeof PUSH_ERRORS].explanation[language];
  return TEXTS[language].ours;
}

function countDays(language: Language, days: number): string {
  const forms = WAITING_DAYS[language];
  return forms[new Intl.PluralRules(language).select(days) as keyof typeof forms](days);
}

const WAITING_DAYS = {
  pl: {
    one: (days: number) => `Czeka ${days} dzień`,
    few: (days: number) => `Czekają ${days} dni`,
    many: (days: number) => `Czeka ${days} dni`,
    other: (days: number) => `Czeka ${days} dnia`,
  },
  en: {
    one: (days: number) => `${days} day is waiting`,
    other: (days: number) => `${days} days are waiting`,
  },
} as const satisfies Record<Language, Record<string, (days: number) => string>>;

const TEXTS = {
  pl: {
    failedSubject: (day: string) => `Pakiet nagrań z dnia ${day} nie dotarł na Państwa serwer`,
    failedOne: (day: string) => `pakiet nagrań z dnia ${day} nie dotarł dotąd na Państwa serwer.`,
    failedMore: (day: string, days: string) =>
      `pakiety nagrań nie docierają na Państwa serwer. ${days}, najstarszy pakiet jest z dnia ${day}.`,
    reason: 'Przyczyna:',
    takesLong:
      'Wysyłka trwa już ponad dobę i jeszcze się nie skończyła. Być może łącze lub Państwa serwer są na nią za wolne.',
    goesOn: (url: string) =>
      `Ponawiamy wysyłkę co najmniej raz na godzinę i damy znać, gdy się uda. Stan wysyłki, ustawienia i test połączenia są w Panelu Klienta: ${url}`,
    ours: 'Usterka po naszej stronie, pracujemy nad nią.',
    notSetUpSubject: 'Automatyczne przesyłanie nagrań czeka na adres Państwa serwera',
    notSetUp: (url: string) =>
      `automatyczne przesyłanie nagrań jest włączone, ale nie wiemy jeszcze, dokąd przesyłać pakiety, więc żaden nie został wysłany. Serwer można podać w Panelu Klienta: ${url}`,
    recoveredSubject: 'Zaległe pakiety nagrań dotarły na Państwa serwer',
    recovered: 'wszystkie zaległe pakiety nagrań dotarły na Państwa serwer. Wysyłka znów działa jak zwykle.',
  },
  en: {
    failedSubject: (day: string) => `The package of recordings of ${day} did not reach your server`,
    failedOne: (day: string) => `The package of recordings of ${day} has not reached your server yet.`,
    failedMore: (day: string, days: string) =>
      `Packages of recordings are not reaching your server. ${days}; the oldest package is from ${day}.`,
    reason: 'The reason:',
    takesLong:
      'The delivery has been running for more than a day and has not finished. The connection or your server may be too slow for it.',
    goesOn: (url: string) =>
      `We retry at least once an hour and will let you know when it works. The delivery status, settings and a connection test are in the panel: ${url}`,
    ours: 'A fault on our side; we are working on it.',
    notSetUpSubject: 'Automatic delivery of recordings is waiting for your server’s address',
    notSetUp: (url: string) =>
      `Automatic delivery of recordings is on, but we do not know yet where to send the packages, so none has been sent. Please set your server in the panel: ${url}`,
    recoveredSubject: 'The outstanding packages of recordings have reached your server',
    recovered: 'All outstanding packages of recordings have reached your server. Delivery works as usual again.',
  },
} as const satisfies Record<Language, Record<string, unknown>>;
