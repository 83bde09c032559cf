import { Button } from '@mantine/core';
import { type Question, useQuestion } from './question.tsx';
import { useNotices } from './feedback.tsx';

interface RemoveButtonProps<Request> {
  /** Asked first; its `confirm` is the button's text, too. */
  question: Question;
  remove: {
    readonly isPending: boolean;
    readonly mutate: (request: Request, then: { onError: (error: unknown) => void }) => void;
  };
  request: Request;
}

/** Removes what a form shows, after a question; a failure is shown as a notice. */
export function RemoveButton<Request>({ question, remove, request }: RemoveButtonProps<Request>) {
  const ask = useQuestion();
  const notices = useNotices();
  return (
    <Button
      variant="light"
      color="off"
      loading={remove.isPending}
      onClick={() => ask(question, () => remove.mutate(request, { onError: (error) => notices.failed(error) }))}
    >
      {question.confirm}
    </Button>
  );
}
