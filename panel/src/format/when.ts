import type { Language } from '../i18n/language.ts';
import { formatDate, formatHour } from './warsaw-time.ts';

/** `28.11.2026 21:47`, in English `28 Nov 2026 21:47`; an instant in Warsaw. */
export function formatWhen(instant: string, language: Language): string {
  return `${formatDate(instant, language)} ${formatHour(instant, language)}`;
}
