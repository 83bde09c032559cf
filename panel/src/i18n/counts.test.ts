import { createInstance } from 'i18next';
import { expect, it } from 'vitest';
import { allTexts } from './all.ts';

/** Values that are counts: a noun that follows one needs its forms. A new one is added here. */
const COUNTS =
  /^(count|days|weeks|months|hours|minutes|seconds|years|recordings|calls|files|chars|characters|parts|rows|people|total|max|min|limit|shown|delivered|attempts|users|numbers|left|uses|units)$/;
/** Words that are the same beside each number: units, prepositions, adjectives of money. */
const NO_NOUN = /^(min|godz|sek|ms|Mb|kB|z|do|od|of|from|to|and|more|left|shown|free|that|are|delivered)$/;
const FORMS = /_(one|few|many|other)$/;

it.each(['pl', 'en'] as const)('texts in %s name what they count in its forms', (language) => {
  const faults = texts(allTexts[language]).filter(([key, text]) => {
    if (FORMS.test(key)) return false;
    const followed = [...text.matchAll(/\{\{(\w+)[^}]*\}\}[ \u00A0](\p{L}{2,})/gu)];
    return followed.some(([, value, word]) => COUNTS.test(value!) && !NO_NOUN.test(word!));
  });
  expect(faults).toEqual([]);
});

it.each(['pl', 'en'] as const)('what counts in %s has all forms of the language', (language) => {
  const keys = new Set(texts(allTexts[language]).map(([key]) => key));
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const counted = new Set([...keys].filter((key) => FORMS.test(key)).map((key) => key.replace(FORMS, '')));
  const missing = [...counted].flatMap((key) => forms.map((form) => `${key}_${form}`).filter((it) => !keys.has(it)));
  expect(missing).toEqual([]);
});

it.each([
  [
    'pl',
    1,
    'dostarczono 0 z 1 nagrania',
    '1 dzień',
    'Numer usunięto z 1 połączenia, a bezpowrotnie usunięto 1 nagranie.',
  ],
  ['pl', 3, 'dostarczono 0 z 3 nagrań', '3 dni', 'Numer usunięto z 3 połączeń, a bezpowrotnie usunięto 3 nagrania.'],
  ['pl', 25, 'dostarczono 0 z 25 nagrań', '25 dni', 'Numer usunięto z 25 połączeń, a bezpowrotnie usunięto 25 nagrań.'],
  ['en', 1, '0 of 1 recording delivered', '1 day', 'The number was removed from 1 call; destroyed: 1 recording.'],
] as const)('in %s with %i', async (language, recordings, delivered, days, erased) => {
  const i18n = createInstance();
  await i18n.init({
    lng: language,
    defaultNS: 'panel',
    resources: { [language]: { panel: allTexts[language] } },
    interpolation: { escapeValue: false },
  });
  expect(i18n.t('push.calendar.deliveredOf', { delivered: 0, recordings })).toBe(delivered);
  expect(i18n.t('services.order.days', { days: recordings })).toBe(days);
  expect(i18n.t('rodo.erasure.done', { calls: recordings, recordings })).toBe(erased);
});

function texts(part: object, path = ''): [key: string, text: string][] {
  return Object.entries(part).flatMap(([name, value]: [string, object | string]) =>
    typeof value === 'string' ? [[`${path}${name}`, value] as [string, string]] : texts(value, `${path}${name}.`),
  );
}
