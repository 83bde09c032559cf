import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { RecordingActions } from './recording-actions.tsx';

/** A call's recordings with what can be done with each, or the reason why there is none. */
export function RecordingCell({ call }: { call: Call }) {
  const { t } = useTranslation();
  if (call.recordings.length > 0) {
    return (
      <Stack gap={2} flex="1 1 auto">
        {call.recordings.map((recording, index) => (
          <RecordingActions key={recording.id} call={call} recording={recording} nth={index + 1} />
        ))}
      </Stack>
    );
  }
  const reason = call.noRecordingReason;
  return (
    <Text size="sm" c="dimmed">
      {reason === null ? t('recording.none') : t(`recording.noneBecause.${reason}`)}
    </Text>
  );
}
