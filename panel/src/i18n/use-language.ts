import { useTranslation } from 'react-i18next';
import type { Language } from './language.ts';

/** The panel's present language, and how to change it. */
export function useLanguage(): { language: Language; changeLanguage: (language: Language) => void } {
  const { i18n } = useTranslation();
  return {
    language: i18n.language as Language,
    changeLanguage: (language) => void i18n.changeLanguage(language),
  };
}
