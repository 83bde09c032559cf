import type { Language } from '../i18n/language.ts';

const KILOBYTE = 1000;
const MEGABYTE = 1000 * KILOBYTE;

const GIGABYTE = 1000 * MEGABYTE;

/** A size in kilobytes, megabytes or gigabytes, with the language's decimal sign: `840 kB`, `1,4 MB`. */
export function formatFileSize(sizeBytes: number, language: Language): string {
  if (sizeBytes < MEGABYTE) return `${Math.max(1, Math.round(sizeBytes / KILOBYTE))} kB`;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  if (sizeBytes < GIGABYTE) return `${number.format(sizeBytes / MEGABYTE)} MB`;
  return `${number.format(sizeBytes / GIGABYTE)} GB`;
}
