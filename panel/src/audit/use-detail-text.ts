import { useTranslation } from 'react-i18next';
import { formatDate, formatHour, formatLastDay } from '../format/warsaw-time.ts';
import { hasText } from '../i18n/has-text.ts';
import { pl } from '../i18n/pl.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { totalDays } from '../services/retention-choices.ts';
import { detailText } from './detail-text.ts';

/** Gives what an event tells beside its subject, in words; empty when it tells nothing. */
export function useDetailText(): (detail: unknown) => string {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const words = {
    service: (name: string) => (hasText(pl.services.names, name) ? t(`services.names.${name}`) : name),
    plan: (plan: string) => t('services.hostedPbx.plan', { plan }),
    units: (units: string) => t('audit.details.keptFor', { days: totalDays(Number(units)) }),
    effectiveAt: (at: string) =>
      t('audit.details.effectiveAt', { date: formatDate(at, language), time: formatHour(at, language) }),
    serviceEndsAt: (at: string) => t('services.cancellations.endsOn', { date: formatLastDay(at, language) }),
    reason: (name: string) => (hasText(pl.audit.reasons, name) ? t(`audit.reasons.${name}`) : name),
  };
  return (detail) => detailText(detail, words);
}
