import type { Language } from '../i18n/language.ts';

/** Polish where the browser has no language of ours. */
export function browserLanguage(languages: readonly string[]): Language {
  const known = languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'pl' || tag === 'en');
  return known === 'en' ? 'en' : 'pl';
}

const pl = {
  title: 'Nagranie rozmowy',
  loading: 'Sprawdzanie linku…',
  lead: 'Udostępniono Ci nagranie rozmowy. Każde otwarcie jest zliczane i zapisywane.',
  until: 'Link działa do',
  password: 'Hasło',
  passwordHint: 'Hasło zna osoba, od której masz link.',
  open: 'Otwórz nagranie',
  opening: 'Otwieranie…',
  date: 'Data',
  from: 'Dzwoniący',
  to: 'Odbierający',
  duration: 'Czas trwania',
  withheld: 'numer zastrzeżony',
  player: 'Nagranie rozmowy',
  download: 'Pobierz plik MP3',
  listenOnly: 'To nagranie można tylko odsłuchać.',
  visit:
    'Po zamknięciu strony lub po kilku godzinach trzeba otworzyć link ponownie, co jest liczone jako kolejne otwarcie.',
  notPlayed: 'Nie udało się odtworzyć nagrania. Otwórz link ponownie; mógł już wygasnąć.',
  problems: {
    'share-link-not-valid':
      'Link jest nieprawidłowy, wygasł, został wykorzystany albo wycofany. Poproś o nowy osobę, od której go masz.',
    'share-link-password-wrong': 'Hasło jest błędne. Sprawdź je i spróbuj ponownie.',
    'sign-in-throttled': 'Za dużo prób. Odczekaj chwilę i spróbuj ponownie.',
    'too-many-requests': 'Za dużo prób. Odczekaj chwilę i spróbuj ponownie.',
    other: 'Nie udało się otworzyć nagrania. Sprawdź połączenie z internetem i spróbuj ponownie.',
  },
  again: 'Spróbuj ponownie',
} as const;

export type Texts = { readonly [Key in keyof typeof pl]: (typeof pl)[Key] extends string ? string : Problems };
type Problems = Readonly<Record<keyof (typeof pl)['problems'], string>>;

const en: Texts = {
  title: 'Call recording',
  loading: 'Checking the link…',
  lead: 'A recording of a call was shared with you. Each opening is counted and logged.',
  until: 'The link works until',
  password: 'Password',
  passwordHint: 'Whoever sent the link has the password.',
  open: 'Open the recording',
  opening: 'Opening…',
  date: 'Date',
  from: 'Caller',
  to: 'Callee',
  duration: 'Duration',
  withheld: 'number withheld',
  player: 'Call recording',
  download: 'Download the MP3 file',
  listenOnly: 'This recording can only be listened to.',
  visit: 'After closing the page, or after some hours, the link must be opened again, which counts as another opening.',
  notPlayed: 'The recording could not be played. Open the link again; it may have expired.',
  problems: {
    'share-link-not-valid':
      'The link is wrong, has expired, has been used up or was revoked. Ask whoever sent it for a new one.',
    'share-link-password-wrong': 'The password is wrong. Check it and try again.',
    'sign-in-throttled': 'Too many attempts. Wait a moment and try again.',
    'too-many-requests': 'Too many attempts. Wait a moment and try again.',
    other: 'The recording could not be opened. Check your internet connection and try again.',
  },
  again: 'Try again',
};

export const TEXTS: Readonly<Record<Language, Texts>> = { pl, en };
