import type { Language } from '../i18n/language.ts';

const KILOBYTE = 1000;
const MEGABYTE = 1000 * KILOBYTE;

/** A file's size in kilobytes or megabytes, with the language's decimal sign: `840 kB`, `1,4 MB`. */
export function formatFileSize(sizeBytes: number, language: Language): string {
  if (sizeBytes < MEGABYTE) return `${Math.max(1, Math.round(sizeBytes / KILOBYTE))} kB`;
  const megabytes = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(sizeBytes / MEGABYTE);
  return `${megabytes} MB`;
}
