import { useForm as useMantineForm } from '@mantine/form';
import { use, useEffect } from 'react';
import { DialogForms } from './dialog.tsx';

/**
 * Mantine's form, which the dialog around knows: it asks before changes are lost. A form that stays in its dialog after it was saved calls
 * `form.resetDirty`. One that changes nothing, such as a search, uses Mantine's own.
 */
export const useForm = ((input: Parameters<typeof useMantineForm>[0]) => {
  const form = useMantineForm(input);
  const dialog = use(DialogForms);
  const { isDirty } = form;
  useEffect(() => {
    const dirty = () => isDirty();
    dialog?.add(dirty);
    return () => void dialog?.delete(dirty);
  }, [dialog, isDirty]);
  return form;
}) as typeof useMantineForm;
