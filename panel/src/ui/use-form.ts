import { useForm as useMantineForm } from '@mantine/form';
import { use, useEffect, useState } from 'react';
import { DialogLosses, type LossOf } from './dialog.tsx';

/**
 * Mantine's form, which the dialog around knows: it asks before changes are lost. A form that stays in its dialog after it was saved calls
 * `form.resetDirty`. One that changes nothing, such as a search, uses Mantine's own.
 */
export const useForm = ((input: Parameters<typeof useMantineForm>[0]) => {
  const form = useMantineForm(input);
  useLoss(() => (form.isDirty() ? 'dialog' : null));
  return form;
}) as typeof useMantineForm;

/** React's `useState` for the only field of a dialog: the dialog asks before what was chosen or typed is lost. */
export function useUnsavedState<T>(initial: T) {
  const [first] = useState(initial);
  const state = useState(initial);
  useLoss(() => (state[0] === first ? null : 'dialog'));
  return state;
}

/** Makes the dialog around ask before something in it is lost. */
export function useLoss(lossOf: LossOf): void {
  const dialog = use(DialogLosses);
  useEffect(() => {
    dialog?.add(lossOf);
    return () => void dialog?.delete(lossOf);
  }, [dialog, lossOf]);
}
