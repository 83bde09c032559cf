import 'dayjs/locale/en-gb';
import 'dayjs/locale/pl';
import { createInstance, type i18n } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { problemCode } from '../api/client.ts';
import { en } from './en.ts';
import { type Language, rememberedLanguage, rememberLanguage } from './language.ts';
import { pl } from './pl.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'panel';
    resources: { panel: typeof pl };
    returnNull: false;
  }
}

/** Makes the translations ready in the remembered language; a change is remembered and told to the page. */
export function createI18n(): i18n {
  const i18n = createInstance();
  i18n.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    rememberLanguage(language as Language);
  });
  void i18n.use(initReactI18next).init({
    lng: rememberedLanguage(),
    fallbackLng: 'pl',
    defaultNS: 'panel',
    resources: { pl: { panel: pl }, en: { panel: en } },
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  return i18n;
}

/** The panel's present language, and how to change it. */
export function useLanguage(): { language: Language; changeLanguage: (language: Language) => void } {
  const { i18n } = useTranslation();
  return {
    language: i18n.language as Language,
    changeLanguage: (language) => void i18n.changeLanguage(language),
  };
}

/** Gives the words for a failed request, by its code; what has no words of its own is "something went wrong". */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    const code = problemCode(error);
    return t(`problems.${hasText(pl.problems, code) ? code : 'unknown'}`);
  };
}

/** Whether there is a text under a name that came from outside. */
export function hasText<Texts extends object>(texts: Texts, name: string): name is Extract<keyof Texts, string> {
  return Object.hasOwn(texts, name);
}
