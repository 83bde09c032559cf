import { Alert } from '@mantine/core';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { Icon } from './icon.tsx';

/** Says why a request failed, where the person made it; nothing while it has not. */
export function RequestFailed({ error }: { error: unknown }) {
  const problemText = useProblemText();
  if (error === null || error === undefined) return null;
  return (
    <Alert color="off" role="alert" icon={<Icon name="warning" />}>
      {problemText(error)}
    </Alert>
  );
}
