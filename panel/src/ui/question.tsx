import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';

export interface Question {
  title: string;
  /** What will be different then. */
  text: string;
  /** The button that does it. */
  confirm: string;
}

/** Above the dialogs, from which it may be asked. */
const Z_INDEX = 300;

/** Asks before something that cannot simply be undone; `then` follows a yes. */
export function useQuestion(): (question: Question, then: () => void) => void {
  const { t } = useTranslation();
  return ({ title, text, confirm }, then) =>
    modals.openConfirmModal({
      title,
      children: (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {text}
        </Text>
      ),
      labels: { confirm, cancel: t('dialog.cancel') },
      confirmProps: { color: 'off' },
      zIndex: Z_INDEX,
      onConfirm: then,
    });
}

/** What is lost with a dialog: changes, or a secret that is not shown again. */
export type DialogLoss = 'dialog' | 'secret';

/** Asks whether a page is left, or a dialog closed, although something in it is not saved. */
export function useLeaveQuestion(): (loss: 'page' | DialogLoss) => Promise<boolean> {
  const { t } = useTranslation();
  return (loss) =>
    new Promise((resolve) => {
      modals.openConfirmModal({
        title: t(`dialog.unsaved.${loss}.title`),
        children: <Text size="sm">{t(`dialog.unsaved.${loss}.text`)}</Text>,
        labels: { confirm: t(`dialog.unsaved.${loss}.leave`), cancel: t(`dialog.unsaved.${loss}.stay`) },
        confirmProps: { color: 'off' },
        zIndex: Z_INDEX,
        onConfirm: () => resolve(true),
        // After a yes it comes too late to change anything.
        onClose: () => resolve(false),
      });
    });
}
