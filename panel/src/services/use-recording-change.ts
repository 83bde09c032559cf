import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useChangeCallRecording } from './use-services.ts';

type CallRecording = Services['callRecording'];

/** Changes the recording service and says what came of it; `done` puts the new state in words. */
export function useRecordingChange(done: (service: CallRecording) => string) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const closeButtonProps = { 'aria-label': t('dialog.closeMessage') };
  return useChangeCallRecording({
    onChanged: (service) => notifications.show({ color: 'on', message: done(service), closeButtonProps }),
    onFailed: (error) => notifications.show({ color: 'off', message: problemText(error), closeButtonProps }),
  });
}
