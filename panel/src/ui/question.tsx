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

/** Asks whether a page is left, or a dialog closed, although not everything is saved. */
export function useLeaveQuestion(what: 'page' | 'dialog'): () => Promise<boolean> {
  const { t } = useTranslation();
  return () =>
    new Promise((resolve) => {
      modals.openConfirmModal({
        title: t('dialog.unsavedTitle'),
        children: <Text size="sm">{t(`dialog.unsaved.${what}.text`)}</Text>,
        labels: { confirm: t(`dialog.unsaved.${what}.leave`), cancel: t(`dialog.unsaved.${what}.stay`) },
        confirmProps: { color: 'off' },
        zIndex: Z_INDEX,
        onConfirm: () => resolve(true),
        // After a yes it comes too late to change anything.
        onClose: () => resolve(false),
      });
    });
}
