import { useTranslation } from 'react-i18next';
import type { PushDay } from '../../api/client.ts';
import { formatDay, formatLongDay } from '../../format/warsaw-time.ts';
import { useLanguage } from '../../i18n/use-language.ts';

/** What is written of a day in the calendar. */
export function useDayTexts() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const counts = ({ recordings, delivered }: PushDay): string =>
    recordings === 0 ? t('push.calendar.none') : t('push.calendar.counts', { recordings, delivered });
  const countsInFull = ({ recordings, delivered }: PushDay): string =>
    recordings === 0 ? t('push.calendar.none') : t('push.calendar.deliveredOf', { recordings, delivered });
  const label = (day: PushDay): string =>
    t('push.calendar.label', {
      date: formatDay(day.day, language),
      state: t(`push.states.${day.state}`),
      counts: countsInFull(day),
    });
  return { counts, countsInFull, label, date: ({ day }: PushDay): string => formatLongDay(day, language) };
}
