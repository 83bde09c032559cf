/** The panel's languages in their own names. Polish is the default. */
export const LANGUAGES = { pl: 'Polski', en: 'English' } as const;
export type Language = keyof typeof LANGUAGES;

/** Locales of dates, numbers and money. */
export const LOCALES: Record<Language, string> = { pl: 'pl-PL', en: 'en-GB' };

const STORAGE_KEY = 'fonoteka.language';

/** The language chosen in this browser; Polish if none was chosen or nothing can be stored. */
export function rememberedLanguage(): Language {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'pl';
  } catch {
    return 'pl';
  }
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Storage is blocked: the choice applies to this visit only.
  }
}
