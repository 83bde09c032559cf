import { createInstance, type i18n } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { problemCode } from '../api/client.ts';
import { type Language, rememberedLanguage, rememberLanguage } from './language.ts';
import type { allTexts } from './all.ts';
import type { pl } from './pl.ts';
import { first } from './pl/first.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'panel';
    resources: { panel: (typeof allTexts)['pl'] };
    returnNull: false;
  }
}

/** The texts of the sign-in page in Polish are part of the panel's first load. */
const FIRST = { pl: async () => first, en: async () => (await import('./en/first.ts')).first };

/** The other texts come in parts, each with the first page that needs it. */
const PARTS = {
  base: { pl: async () => (await import('./pl.ts')).pl, en: async () => (await import('./en.ts')).en },
  pages: {
    pl: async () => (await import('./pl/of-pages.ts')).pages,
    en: async () => (await import('./en/of-pages.ts')).pages,
  },
  operator: {
    pl: async () => (await import('./pl/of-operator.ts')).operatorPages,
    en: async () => (await import('./en/of-operator.ts')).operatorPages,
  },
};
export type TextPart = keyof typeof PARTS;

/** Without texts: `startI18n` loads the first. */
export const createI18n = (): i18n => createInstance();

/** Resolves when the texts of the sign-in page are loaded in the remembered language; if that fails, the panel starts in Polish. The texts name the product as the operator does. */
export async function startI18n(i18n: i18n, productName: Promise<string>): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: 'pl',
    fallbackLng: 'pl',
    defaultNS: 'panel',
    resources: { pl: { panel: first } },
    interpolation: { escapeValue: false, defaultVariables: { productName: await productName } },
    // The sign-in page is shown again when the other texts, such as those of problems, are there.
    react: { bindI18nStore: 'added' },
  });
  i18n.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    rememberLanguage(language as Language);
  });
  const language = rememberedLanguage();
  if (language === 'pl') return;
  await FIRST[language]().then(
    (texts) => {
      i18n.addResourceBundle(language, 'panel', texts);
      return i18n.changeLanguage(language);
    },
    () => {},
  );
}

/** By language and part. A failed request is tried again by the next page. */
const loaded = new WeakMap<i18n, Map<string, Promise<void>>>();

/** Loads parts of the texts, each once. Rejects when they cannot be loaded. */
export async function loadTexts(
  i18n: i18n,
  parts: readonly TextPart[] = ['base'],
  language = i18n.language as Language,
): Promise<void> {
  const known = loaded.get(i18n) ?? new Map<string, Promise<void>>();
  loaded.set(i18n, known);
  await Promise.all(
    parts.map((part) => {
      const key = `${language} ${part}`;
      const loading = known.get(key) ?? addPart(i18n, part, language);
      known.set(key, loading);
      return loading.catch((error: unknown) => {
        known.delete(key);
        throw error;
      });
    }),
  );
}

/** Requests parts of the texts before there is anything to add them to. What fails is requested again by `loadTexts`. */
export function preloadTexts(parts: readonly TextPart[]): void {
  const language = rememberedLanguage();
  for (const part of parts) void PARTS[part][language]().catch(() => {});
}

async function addPart(i18n: i18n, part: TextPart, language: Language): Promise<void> {
  i18n.addResourceBundle(language, 'panel', await PARTS[part][language](), true, true);
}

/** Loads the texts of what is open first, so that no key is shown in place of a text. Rejects when they cannot be loaded. */
async function changeLanguage(i18n: i18n, language: Language): Promise<void> {
  const parts = Object.keys(PARTS) as TextPart[];
  const open = parts.filter((part) => loaded.get(i18n)?.has(`${i18n.language} ${part}`));
  await loadTexts(i18n, ['base', ...open], language);
  await i18n.changeLanguage(language);
}

/** The panel's current language, and how to change it. */
export function useLanguage(): { language: Language; changeLanguage: (language: Language) => Promise<void> } {
  const { i18n } = useTranslation();
  return {
    language: i18n.language as Language,
    changeLanguage: (language) => changeLanguage(i18n, language),
  };
}

/** Returns the message for a failed request, by its error code. Other codes get a general message. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    const code = problemCode(error);
    if (i18n.exists(`problems.${code}`)) return t(`problems.${code as keyof typeof pl.problems}`);
    // The texts of problems are not loaded yet, or could not be.
    return i18n.exists('problems.unknown') ? t('problems.unknown') : t('failure.title');
  };
}

/** Whether there is a text for a name that the API sent. */
export function hasText<Texts extends object>(texts: Texts, name: string): name is Extract<keyof Texts, string> {
  return Object.hasOwn(texts, name);
}
