import type { Language, MailText } from './letter.ts';

const FRAMES = {
  pl: { greeting: 'Dzień dobry,', closing: 'Z poważaniem' },
  en: { greeting: 'Hello,', closing: 'Yours sincerely' },
} as const satisfies Record<Language, unknown>;

/** The whole text of a mail: greeting, what it says, signature. */
export function renderMail(language: Language, { body }: Pick<MailText, 'body'>, operatorName: string): string {
  const { greeting, closing } = FRAMES[language];
  return `${greeting}\n\n${body.trim()}\n\n${closing}\n${operatorName}\n`;
}
