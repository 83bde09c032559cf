/** The panel's languages, each named in itself. Polish comes first and is the default. */
export const LANGUAGES = { pl: 'Polski', en: 'English' } as const;
export type Language = keyof typeof LANGUAGES;

/** How dates, numbers and money are written in each language. */
export const LOCALES: Record<Language, string> = { pl: 'pl-PL', en: 'en-GB' };

const STORAGE_KEY = 'fonoteka.language';

/** The language chosen in this browser; Polish where none was, or where the browser keeps nothing. */
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
    // A browser that keeps nothing asks again next time: the choice still holds for this visit.
  }
}
