import 'dayjs/locale/pl';
import 'dayjs/locale/en-gb';
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
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
