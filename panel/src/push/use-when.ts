import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';

/** Gives the Warsaw day and hour of an ISO instant, for texts that name both. */
export function useWhen(): (instant: string) => { readonly date: string; readonly time: string } {
  const { language } = useLanguage();
  return (instant) => ({ date: formatDate(instant, language), time: formatHour(instant, language) });
}
