import { formatFileSize } from '../format/numbers.ts';
import type { Language } from '../i18n/language.ts';

/** Kilobytes a second: `500 kB/s`, `1,5 MB/s`. */
export function formatRate(kilobytes: number, language: Language): string {
  return `${formatFileSize(kilobytes * 1000, language)}/s`;
}
