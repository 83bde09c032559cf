import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../i18n/use-problem-text.ts';

/** Messages that come up in the corner and go by themselves: what was done, and why something was not. */
export function useNotices() {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const closeButtonProps = { 'aria-label': t('dialog.closeMessage') };
  return {
    done: (message: string) => notifications.show({ color: 'on', message, closeButtonProps }),
    failed: (error: unknown) => notifications.show({ color: 'off', message: problemText(error), closeButtonProps }),
  };
}
