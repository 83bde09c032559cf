import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { formatDuration } from '../format/duration.ts';

/** How long a call lasted; says so when nobody took it. */
export function CallDuration({ call }: { call: Call }) {
  const { t } = useTranslation();
  if (call.durationMs !== null) return <span>{formatDuration(call.durationMs)}</span>;
  return (
    <Text component="span" size="sm" c="dimmed">
      {call.answeredAt === null && call.endedAt !== null ? t('calls.unanswered') : '–'}
    </Text>
  );
}
