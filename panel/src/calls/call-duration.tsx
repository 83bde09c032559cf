import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { formatDuration } from '../format/duration.ts';

/** How long a call lasted; of one that nobody took it says so, and not how long it rang. */
export function CallDuration({ call }: { call: Call }) {
  const { t } = useTranslation();
  const unanswered = call.noRecordingReason === 'not-answered';
  if (call.durationMs !== null && !unanswered) return <span>{formatDuration(call.durationMs)}</span>;
  return (
    <Text component="span" size="sm" c="dimmed">
      {unanswered ? t('calls.unanswered') : '–'}
    </Text>
  );
}
