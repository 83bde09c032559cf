import { warsawDay } from '../base/warsaw-time.ts';
import { type Language, type Letter, writtenDay } from '../mail/index.ts';

export interface EndingOption {
  /** When it ends, Unix ms. */
  readonly endsAt: number;
  /** For how many days recordings are kept from then on. */
  readonly daysAfter: number;
  /** How many recordings go with it. */
  readonly recordings: number;
  /** Where the customer finds them. */
  readonly historyUrl: string;
}

/** Warns of what is destroyed when an option ends. */
export function endingOptionLetter(
  language: Language,
  { endsAt, daysAfter, recordings, historyUrl }: EndingOption,
): Letter {
  const text = TEXTS[language];
  const day = writtenDay(language, warsawDay(endsAt));
  return {
    subject: text.subject(day),
    body: [text.ending(day, daysAfter), text.concerned(counted(language, recordings)), text.fetch(historyUrl)].join(
      '\n\n',
    ),
  };
}

function counted(language: Language, recordings: number): string {
  const form = new Intl.PluralRules(language).select(recordings) as keyof typeof FORMS.pl;
  return `${recordings} ${FORMS[language][form]}`;
}

const FORMS = {
  pl: { one: 'nagranie', few: 'nagrania', many: 'nagrań', other: 'nagrania' },
  en: { one: 'recording', few: 'recordings', many: 'recordings', other: 'recordings' },
} as const satisfies Record<Language, Record<string, string>>;

const TEXTS = {
  pl: {
    subject: (day: string) => `Dnia ${day} część nagrań zostanie bezpowrotnie usunięta`,
    ending: (day: string, days: number) =>
      `dnia ${day} kończy się wydłużony okres przechowywania. Od tej chwili nagrania są przechowywane ${days} dni od rozmowy.`,
    concerned: (recordings: string) =>
      `Starsze zostaną wtedy bezpowrotnie usunięte; na dziś jest to ${recordings}. Nie da się ich potem odzyskać.`,
    fetch: (url: string) =>
      `Do tego czasu można je pobrać przez FTP. Adres, historia połączeń i zmiana usług w Panelu Klienta: ${url}`,
  },
  en: {
    subject: (day: string) => `On ${day} some recordings will be destroyed for good`,
    ending: (day: string, days: number) =>
      `On ${day} the extended retention ends. From then on recordings are kept for ${days} days from the call.`,
    concerned: (recordings: string) =>
      `Older ones are destroyed for good then; as of today these are ${recordings}. Nobody can bring them back.`,
    fetch: (url: string) =>
      `Until then you can fetch them over FTP. The address, the history of calls and your services in the panel: ${url}`,
  },
} as const satisfies Record<Language, Record<string, unknown>>;
