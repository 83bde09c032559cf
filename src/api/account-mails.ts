import { formatInstant, type Language, type MailText } from '../mail/index.ts';
import type { ClientName } from '../tenants/index.ts';

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
      subject: 'Zmieniono hasło do Panelu',
      body: `${instant} zmieniono hasło użytkownika ${login}. Jego pozostałe sesje zostały zakończone.\n\nJeśli to nie Państwo, prosimy o natychmiastowy kontakt.`,
    };
  }
  return {
    subject: 'Your panel password was changed',
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
      subject: 'Nowe hasło do Panelu',
      body: `otrzymaliśmy prośbę o nowe hasło użytkownika ${login}. Aby je ustawić, proszę otworzyć w ciągu godziny tę stronę:\n\n${link}\n\nLink zadziała raz. Jeśli to nie Państwo prosili o nowe hasło, proszę zignorować tę wiadomość: hasło się nie zmieni.`,
    };
  }
  return {
    subject: 'New password for the panel',
    body: `We received a request for a new password for the user ${login}. To set it, please open this page within an hour:\n\n${link}\n\nThe link works once. If it was not you, please ignore this e-mail: the password will not change.`,
  };
}

/** An administrator has invited a person, who sets the password with the link. */
export function invitationMail(
  language: Language,
  { login, link, days }: LinkMail & { readonly days: number },
): MailText {
  if (language === 'pl') {
    return {
      subject: 'Zaproszenie do Panelu nagrań',
      body: `utworzono dla Państwa konto w Panelu nagrań rozmów. Login: ${login}. Aby ustawić hasło, proszę otworzyć w ciągu ${days} dni tę stronę:\n\n${link}\n\nLink zadziała raz. Jeśli nie spodziewali się Państwo tej wiadomości, proszę ją zignorować.`,
    };
  }
  return {
    subject: 'Invitation to the call recordings panel',
    body: `An account in the call recordings panel has been created for you. Login: ${login}. To set the password, please open this page within ${days} days:\n\n${link}\n\nThe link works once. If you did not expect this e-mail, please ignore it.`,
  };
}

/** With the link the user confirms to read the mails of this address. */
export function emailConfirmationMail(language: Language, { login, link }: LinkMail): MailText {
  if (language === 'pl') {
    return {
      subject: 'Potwierdzenie adresu e-mail',
      body: `użytkownik ${login} Panelu nagrań rozmów podał ten adres e-mail jako własny. Aby go potwierdzić, proszę w ciągu doby zalogować się do Panelu i otworzyć tę stronę:\n\n${link}\n\nJeśli to nie Państwo, proszę zignorować tę wiadomość: adres się nie zmieni.`,
    };
  }
  return {
    subject: 'Confirm your e-mail address',
    body: `The user ${login} of the call recordings panel gave this e-mail address as their own. To confirm it, please sign in to the panel within a day and open this page:\n\n${link}\n\nIf it was not you, please ignore this e-mail: the address will not change.`,
  };
}

type Write = (language: Language) => MailText;

/** Whoever made these API keys was blocked or lost rights: somebody must decide whether the keys stay. */
export function leftKeysMail({ login, keys }: { readonly login: string; readonly keys: readonly string[] }): Write {
  const list = keys.map((key) => `- ${key}`).join('\n');
  return (language) =>
    language === 'pl'
      ? {
          subject: 'Klucze API utworzone przez osobę bez uprawnień',
          body: `użytkownik ${login} został zablokowany lub stracił uprawnienia. Utworzone przez niego klucze API działają nadal, a może on mieć ich kopie:\n\n${list}\n\nProszę sprawdzić w Panelu („Klucze API”), które są potrzebne. W ich miejsce proszę utworzyć nowe, a te unieważnić.`,
        }
      : {
          subject: 'API keys created by a person who lost permissions',
          body: `The user ${login} was blocked or lost permissions. The API keys created by this user remain valid, and the person may have copies of them:\n\n${list}\n\nPlease check in the panel (“API keys”) which of them are needed. Create new ones in their place and revoke these.`,
        };
}

/** A sign-in from where the user was not seen lately. Without the address: the mail may go to others in the company. */
export function newSignInMail({ login, at, client }: AccountChange & { readonly client: ClientName }): Write {
  return (language) => {
    const instant = formatInstant(language, at);
    const { browser, system } = client;
    if (language === 'pl') {
      const program = `${browser ?? 'nieznany program'}, ${system ?? 'nieznany system'}`;
      return {
        subject: 'Nowe logowanie do Panelu',
        body: `${instant} zalogowano się do Panelu z nowego miejsca lub w nowej przeglądarce.\n\n${login}: ${program}\n\nAdres widać w Panelu, na stronie „Bezpieczeństwo konta”. ${IF_NOT_YOU.pl}`,
      };
    }
    const program = `${browser ?? 'unknown program'}, ${system ?? 'unknown system'}`;
    return {
      subject: 'New sign-in to the panel',
      body: `On ${instant} someone signed in to the panel from a new place or in a new browser.\n\n${login}: ${program}\n\nThe address is shown in the panel, on the page “Account security”. ${IF_NOT_YOU.en}`,
    };
  };
}

const IF_NOT_YOU = {
  pl: 'Jeśli to nie Państwo, prosimy o zmianę hasła i natychmiastowy kontakt.',
  en: 'If it was not you, please change the password and contact us at once.',
} as const;

/** What happened to the account: subject, and the end of the sentence that the instant begins. */
const ACCOUNT_NOTICES = {
  'totp-enabled': {
    pl: ['Włączono kody jednorazowe', 'włączono kody jednorazowe przy logowaniu'],
    en: ['One-time codes were turned on', 'one-time codes at sign-in were turned on'],
  },
  'totp-disabled': {
    pl: ['Wyłączono kody jednorazowe', 'wyłączono kody jednorazowe przy logowaniu'],
    en: ['One-time codes were turned off', 'one-time codes at sign-in were turned off'],
  },
  'passkey-added': {
    pl: ['Dodano klucz dostępu', 'dodano klucz dostępu'],
    en: ['A passkey was added', 'a passkey was added'],
  },
  'passkey-removed': {
    pl: ['Usunięto klucz dostępu', 'usunięto klucz dostępu'],
    en: ['A passkey was removed', 'a passkey was removed'],
  },
  'passkeys-reset': {
    pl: ['Usunięto klucze dostępu', 'usunięto wszystkie klucze dostępu'],
    en: ['The passkeys were removed', 'all passkeys were removed'],
  },
  'recovery-code-used': {
    pl: ['Użyto kodu zapasowego', 'przy logowaniu użyto kodu zapasowego'],
    en: ['A recovery code was used', 'a recovery code was used to sign in'],
  },
  'email-changed': {
    pl: ['Zmieniono adres e-mail konta', 'zmieniono adres e-mail konta'],
    en: ['The e-mail address of the account was changed', 'the e-mail address of the account was changed'],
  },
} as const satisfies Record<string, Record<Language, readonly [subject: string, event: string]>>;

export type AccountNotice = keyof typeof ACCOUNT_NOTICES;

/** A change of how the account is secured: whoever did not expect it must hear of it. */
export function accountNoticeMail(kind: AccountNotice, { login, at }: AccountChange): Write {
  return (language) => {
    const [subject, event] = ACCOUNT_NOTICES[kind][language];
    const instant = formatInstant(language, at);
    if (language === 'pl') {
      return { subject, body: `${instant} ${event}. Login: ${login}.\n\n${IF_NOT_YOU.pl}` };
    }
    return { subject, body: `On ${instant} ${event}. Login: ${login}.\n\n${IF_NOT_YOU.en}` };
  };
}
