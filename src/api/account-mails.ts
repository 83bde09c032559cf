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

interface LinkMail {
  readonly login: string;
  readonly link: string;
}

/** Somebody asked to reset the password: with the link its owner sets a new one. */
export function passwordResetMail(language: Language, { login, link }: LinkMail): MailText {
  if (language === 'pl') {
    return {
      subject: 'Nowe hasło do panelu',
      body: `Otrzymaliśmy prośbę o nowe hasło użytkownika ${login}. Aby je ustawić, proszę otworzyć w ciągu godziny tę stronę:\n\n${link}\n\nLink zadziała raz. Jeśli to nie Państwo prosili o nowe hasło, proszę zignorować tę wiadomość: hasło się nie zmieni.`,
    };
  }
  return {
    subject: 'A new password for the panel',
    body: `We were asked for a new password of the user ${login}. To set it, please open this page within an hour:\n\n${link}\n\nThe link works once. If it was not you, please ignore this mail: the password stays as it is.`,
  };
}

/** An administrator has invited a person, who sets the password with the link. */
export function invitationMail(
  language: Language,
  { login, link, days }: LinkMail & { readonly days: number },
): MailText {
  if (language === 'pl') {
    return {
      subject: 'Zaproszenie do panelu nagrań',
      body: `Utworzono dla Państwa konto w panelu nagrań rozmów. Login: ${login}. Aby ustawić hasło, proszę otworzyć w ciągu ${days} dni tę stronę:\n\n${link}\n\nLink zadziała raz. Jeśli nie spodziewali się Państwo tej wiadomości, proszę ją zignorować.`,
    };
  }
  return {
    subject: 'Invitation to the panel of call recordings',
    body: `An account in the panel of call recordings was made for you. Login: ${login}. To set the password, please open this page within ${days} days:\n\n${link}\n\nThe link works once. If you did not expect this mail, please ignore it.`,
  };
}
