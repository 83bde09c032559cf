import { Alert, Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { Icon } from './icon.tsx';

/** Says why something could not be read, and lets the person try again. */
export function LoadError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return (
    <Alert color="off" role="alert" title={t('failure.title')} icon={<Icon name="warning" />}>
      <Stack align="flex-start" gap="sm">
        <Text size="sm">{problemText(error)}</Text>
        <Button variant="default" size="xs" leftSection={<Icon name="refresh" size={16} />} onClick={onRetry}>
          {t('failure.retry')}
        </Button>
      </Stack>
    </Alert>
  );
}
