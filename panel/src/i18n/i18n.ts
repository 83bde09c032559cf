import { createInstance, type i18n } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { problemCode } from '../api/client.ts';
import { type Language, rememberedLanguage, rememberLanguage } from './language.ts';
import { pl } from './pl.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'panel';
    resources: { panel: typeof pl };
    returnNull: false;
  }
}

/** Polish is part of the panel's first load; the texts of another language are loaded when it is chosen. */
const LOADERS = { en: async () => (await import('./en.ts')).en };

/** Resolves when the texts of the remembered language are loaded; if that fails, the panel starts in Polish. */
export async function createI18n(): Promise<i18n> {
  const i18n = createInstance();
  await i18n.use(initReactI18next).init({
    lng: 'pl',
    fallbackLng: 'pl',
    defaultNS: 'panel',
    resources: { pl: { panel: pl } },
    interpolation: { escapeValue: false },
  });
  i18n.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    rememberLanguage(language as Language);
  });
  await changeLanguage(i18n, rememberedLanguage()).catch(() => {});
  return i18n;
}

/** Loads the texts first, so that no key is shown in place of a text. Rejects when they cannot be loaded. */
async function changeLanguage(i18n: i18n, language: Language): Promise<void> {
  if (language !== 'pl' && !i18n.hasResourceBundle(language, 'panel')) {
    i18n.addResourceBundle(language, 'panel', await LOADERS[language]());
  }
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
  const { t } = useTranslation();
  return (error) => {
    const code = problemCode(error);
    return t(`problems.${hasText(pl.problems, code) ? code : 'unknown'}`);
  };
}

/** Whether there is a text for a name that the API sent. */
export function hasText<Texts extends object>(texts: Texts, name: string): name is Extract<keyof Texts, string> {
  return Object.hasOwn(texts, name);
}
