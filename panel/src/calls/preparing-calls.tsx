import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { components } from '../api/schema.generated.ts';
import { formatDate, formatHour, warsawDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';

const MINUTE_MS = 60_000;

/** How many recordings are being prepared, and when they are expected. */
export function PreparingCalls({ preparing }: { preparing: components['schemas']['PreparingCalls'] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { calls: count, expectedAt } = preparing;
  const ready = (instant: string): string => {
    // The next full minute: it is not in the past when it is read.
    const time = new Date(Math.ceil(Date.parse(instant) / MINUTE_MS) * MINUTE_MS);
    const hour = formatHour(time.toISOString(), language);
    return warsawDay(time) === warsawDay(new Date()) ? hour : `${formatDate(time.toISOString(), language)} ${hour}`;
  };
  return (
    <Group gap={6} wrap="nowrap" c="dimmed" role="status">
      <Icon name="clock" size={16} />
      <Text size="sm">
        {expectedAt === null
          ? t('calls.preparing.unknown', { count })
          : t('calls.preparing.ready', { count, time: ready(expectedAt) })}
      </Text>
    </Group>
  );
}
