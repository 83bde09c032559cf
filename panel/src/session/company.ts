const STORAGE_KEY = 'fonoteka.company';

/** The company that was used last in this browser; empty: none, or nothing can be stored. */
export function rememberedCompany(): string {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? '';
  } catch {
    return '';
  }
}

export function rememberCompany(company: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, company);
  } catch {
    // Storage is blocked: it is entered again next time.
  }
}
