import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Hold } from '../api/client.ts';
import { formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ExplainedNote } from './flag-note.tsx';

/** "Blokada usunięcia"; a press says why, by whom and until when. */
export function HoldNote({ hold: { reason, placedBy, until } }: { hold: Hold }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <ExplainedNote icon="shield" text={t('hold.badge')}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {t('hold.reason', { reason })}
      </Text>
      <Text size="sm">{t('hold.placedBy', { login: placedBy })}</Text>
      <Text size="sm">
        {until === null ? t('hold.untilLifted') : t('hold.until', { date: formatLastDay(until, language) })}
      </Text>
    </ExplainedNote>
  );
}
