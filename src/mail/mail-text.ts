import { type Grosze, formatZloty } from '../base/money.ts';
import { startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';

/** The languages mails are written in. */
export type Language = 'pl' | 'en';

/** The text of a mail without greeting and signature: `renderMail` adds them when it is sent. */
export interface MailText {
  readonly subject: string;
  /** Plain text, its lines broken by `\n`. */
  readonly body: string;
}

const FRAMES = {
  pl: { greeting: 'Dzień dobry,', closing: 'Z poważaniem' },
  en: { greeting: 'Hello,', closing: 'Yours sincerely' },
} as const satisfies Record<Language, unknown>;

/** The complete text of a mail: greeting, body, signature. */
export function renderMail(language: Language, { body }: Pick<MailText, 'body'>, signature: readonly string[]): string {
  const { greeting, closing } = FRAMES[language];
  return `${greeting}\n\n${body.trim()}\n\n${closing}\n${signature.join('\n')}\n`;
}

/** `31 stycznia 2026`, `31 January 2026`. */
export function formatDay(language: Language, day: WarsawDay): string {
  return formatTime(language, { dateStyle: 'long' }, startOfWarsawDay(day));
}

/** An instant (Unix ms) in Warsaw time: `31 stycznia 2026 15:00`, `31 January 2026 15:00`. */
export function formatInstant(language: Language, instantMs: number): string {
  const day = formatTime(language, { dateStyle: 'long' }, instantMs);
  return `${day} ${formatTime(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, instantMs)}`;
}

/** `1 234,50 zł`, `PLN 1,234.50`. */
export function formatMoney(language: Language, amount: Grosze): string {
  if (language === 'pl') return formatZloty(amount);
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'PLN' }).format(amount / 100);
}

const LOCALES = { pl: 'pl-PL', en: 'en-GB' } as const satisfies Record<Language, string>;

function formatTime(language: Language, style: Intl.DateTimeFormatOptions, instantMs: number): string {
  return new Intl.DateTimeFormat(LOCALES[language], { ...style, timeZone: 'Europe/Warsaw' }).format(instantMs);
}
