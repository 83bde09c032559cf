import { formatInstant, type Language, type MailText } from '../mail/index.ts';

interface AccountChange {
  readonly login: string;
  /** Unix ms. */
  readonly at: number;
}

/** A user has changed the password: whoever did not expect it must hear of it. */
export function passwordChangedMail(language: Language, { login, at }: AccountChange): MailText {
  const instant = formatInstant(language, at);
  if (language === 'pl') {
    return {
      subject: 'Zmieniono hasło do panelu',
      body: `${instant} zmieniono hasło użytkownika ${login}. Jego pozostałe sesje zostały zakończone.\n\nJeśli to nie Państwo, prosimy o natychmiastowy kontakt.`,
    };
  }
  return {
    subject: 'The password of the panel was changed',
    body: `On ${instant} the password of the user ${login} was changed. The user's other sessions have ended.\n\nIf it was not you, please contact us at once.`,
  };
}
