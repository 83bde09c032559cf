import { Alert, Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../app/connection.ts';
import { Icon } from '../ui/icon.tsx';

/** Above every page while the service cannot be reached: what is shown may be out of date. */
export function ConnectionNotice() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { reachable } = useConnection();
  return (
    <div role="status">
      {!reachable && (
        <Alert color="amber" mb="md" icon={<Icon name="warning" />} title={t('connection.lost')}>
          <Group justify="space-between" gap="sm">
            <Text size="sm">{t('connection.lostText')}</Text>
            <Button
              size="xs"
              variant="default"
              leftSection={<Icon name="refresh" size={16} />}
              onClick={() => void queryClient.refetchQueries({ type: 'active' })}
            >
              {t('failure.retry')}
            </Button>
          </Group>
        </Alert>
      )}
    </div>
  );
}
