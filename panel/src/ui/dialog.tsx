import { Modal, type ModalProps } from '@mantine/core';
import { createContext, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DialogLoss, useLeaveQuestion } from './question.tsx';

/** What would be lost if the dialog were closed now. */
export type LossOf = () => DialogLoss | null;

/** What in the dialog around may be lost; null: there is no dialog. `useLoss` of `use-form.ts` adds to it. */
export const DialogLosses = createContext<Set<LossOf> | null>(null);

/** Closes the dialog around as its own button does: whoever would lose something is asked. */
export const CloseDialog = createContext<() => void>(() => {});

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
 * Screen readers hear what its close button does. Whoever closes it by Esc, by its button or by a click beside it is asked if something in
 * it would be lost.
 */
function DrawnDialog({ onClose, children, ...props }: DialogProps) {
  const { t } = useTranslation();
  const [losses] = useState(() => new Set<LossOf>());
  const mayLeave = useLeaveQuestion();
  const asking = useRef(false);
  const ask = async () => {
    // The Esc that answers the question comes here as well.
    if (asking.current) return;
    const loss = [...losses].map((lossOf) => lossOf()).find((found) => found !== null);
    if (loss !== undefined) {
      asking.current = true;
      const leaves = await mayLeave(loss);
      setTimeout(() => (asking.current = false));
      if (!leaves) return;
    }
    onClose();
  };
  const close = () => void ask();
  return (
    <Modal closeButtonProps={{ 'aria-label': t('dialog.close') }} onClose={close} styles={LINES} {...props}>
      <DialogLosses value={losses}>
        <CloseDialog value={close}>{children}</CloseDialog>
      </DialogLosses>
    </Modal>
  );
}
