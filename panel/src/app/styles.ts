/** Set by the build (`build/used-styles.ts`): the sheet of the other pages beside that of the first page. */
const SHEET_OF_OTHER_PAGES = 'link[data-other-pages]';

let loading: Promise<void> | null = null;

/** Loads the styles of all pages but the sign-in page, once. Rejects when they cannot be loaded. */
export function loadStyles(): Promise<void> {
  loading ??= addSheet().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

function addSheet(): Promise<void> {
  const first = document.querySelector<HTMLLinkElement>(SHEET_OF_OTHER_PAGES);
  // In development there is no sheet: the styles come with the code.
  if (first === null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = first.dataset['otherPages']!;
    sheet.addEventListener('load', () => resolve());
    sheet.addEventListener('error', () => {
      sheet.remove();
      reject(new TypeError('Failed to load the styles'));
    });
    // Right behind the first: it repeats its rules, so that the order of all of them is one sheet's.
    first.after(sheet);
  });
}
