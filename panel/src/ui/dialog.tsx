import { Modal, type ModalProps } from '@mantine/core';
import { createContext, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLeaveQuestion } from './question.tsx';

/** Whether a form has changes that are not saved. */
type IsDirty = () => boolean;

/** The forms of the dialog around; null: there is none. `useForm` of `use-form.ts` adds them. */
export const DialogForms = createContext<Set<IsDirty> | null>(null);

/** A title may take two lines on a phone. */
const LINES = { title: { lineHeight: 1.3 } } as const;

type DialogProps = Omit<ModalProps, 'closeButtonProps'>;

/**
 * A dialog. Nothing of it is there before it is first opened: a list has three in each row. Then it is drawn closed at first, so that it
 * appears as at other times, and returns the focus.
 */
export function Dialog(props: DialogProps) {
  const { opened } = props;
  const [isDrawn, setDrawn] = useState(opened);
  useEffect(() => {
    if (opened) setDrawn(true);
  }, [opened]);
  return opened || isDrawn ? <DrawnDialog {...props} opened={opened && isDrawn} /> : null;
}

/**
 * Screen readers hear what its close button does. Whoever closes it by Esc, by its button or by a click beside it is asked if a form in it
 * has changes that are not saved.
 */
function DrawnDialog({ onClose, children, ...props }: DialogProps) {
  const { t } = useTranslation();
  const [forms] = useState(() => new Set<IsDirty>());
  const mayLeave = useLeaveQuestion('dialog');
  const asking = useRef(false);
  const close = async () => {
    // The Esc that answers the question comes here as well.
    if (asking.current) return;
    if ([...forms].some((isDirty) => isDirty())) {
      asking.current = true;
      const leaves = await mayLeave();
      setTimeout(() => (asking.current = false));
      if (!leaves) return;
    }
    onClose();
  };
  return (
    <Modal
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
      onClose={() => void close()}
      styles={LINES}
      {...props}
    >
      <DialogForms value={forms}>{children}</DialogForms>
    </Modal>
  );
}
