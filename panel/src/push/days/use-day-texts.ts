import { useTranslation } from 'react-i18next';
import type { PushDay } from '../../api/client.ts';
import { formatDay, formatLongDay } from '../../format/warsaw-time.ts';
import { useLanguage } from '../../i18n/use-language.ts';

/** What is written of a day in the calendar. */
export function useDayTexts() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const counted =
    (key: 'push.calendar.counts' | 'push.calendar.deliveredOf') =>
    ({ recordings, delivered, state, progress }: PushDay): string => {
      if (recordings === 0) return t('push.calendar.none');
      if (state === 'sending' && progress !== null) return t('push.calendar.sent', { percent: percentOf(progress) });
      return t(key, { recordings, delivered });
    };
  const counts = counted('push.calendar.counts');
  const countsInFull = counted('push.calendar.deliveredOf');
  const label = (day: PushDay): string =>
    t('push.calendar.label', {
      date: formatDay(day.day, language),
      state: t(`push.states.${day.state}`),
      counts: countsInFull(day),
    });
  return { counts, countsInFull, label, date: ({ day }: PushDay): string => formatLongDay(day, language) };
}

function percentOf({ bytes, sentBytes }: NonNullable<PushDay['progress']>): number {
  return bytes === 0 ? 0 : Math.floor((100 * sentBytes) / bytes);
}
