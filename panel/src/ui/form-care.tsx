import type { UseFormReturnType } from '@mantine/form';
import { useBlocker } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef } from 'react';
import { useLeaveQuestion } from './question.tsx';

interface FormCare {
  /** Of the form element. */
  ref: RefObject<HTMLFormElement | null>;
  /** Second argument of `form.onSubmit`: goes to the first field that has an error. */
  onInvalid: () => void;
}

/** The state of a form as far as leaving it is concerned. */
type Watched = Pick<UseFormReturnType<object>, 'isDirty'>;

/**
 * Care for what was typed into a long form. After a failed submit the first field with an error is scrolled to and focused, or
 * the message of the failure where no field is at fault; whoever leaves the page with changes that are not saved is asked. A form
 * that stays open after it was saved calls `form.resetDirty`.
 */
export function useFormCare(form: Watched, failure: unknown): FormCare {
  const ref = useRef<HTMLFormElement>(null);
  const mayLeave = useLeaveQuestion();
  useBlocker({
    // A change of the address within the page, such as of a filter, leaves the form where it is.
    shouldBlockFn: async ({ current, next }) =>
      current.pathname !== next.pathname && form.isDirty() && !(await mayLeave('page')),
    enableBeforeUnload: () => form.isDirty(),
  });
  useEffect(() => {
    if (failure !== null && failure !== undefined) goToFirstError(ref.current);
  }, [failure]);
  return { ref, onInvalid: () => goToFirstError(ref.current) };
}

/** Behind the rendering of the errors. */
function goToFirstError(form: HTMLFormElement | null): void {
  setTimeout(() => {
    const field = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const found = field ?? form?.querySelector<HTMLElement>('[role="alert"]');
    if (found === null || found === undefined) return;
    // A message is no field: it can have the focus, but is no stop of the Tab key.
    if (found !== field) found.tabIndex = -1;
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: 'center' });
  });
}
