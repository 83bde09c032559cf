import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatDate, formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';

interface ServiceDatesProps {
  /** ISO instants; null: not in force, no end known. */
  since: string | null;
  endsAt: string | null;
}

/** Since when a service is in force and, once known, its last day. */
export function ServiceDates({ since, endsAt }: ServiceDatesProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (since === null) return null;
  const first = formatDate(since, language);
  return (
    <Text size="sm" c="dimmed">
      {endsAt === null
        ? t('services.dates.since', { since: first })
        : t('services.dates.sinceUntil', { since: first, until: formatLastDay(endsAt, language) })}
    </Text>
  );
}
