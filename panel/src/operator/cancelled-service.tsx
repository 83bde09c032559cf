import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Cancellation } from '../api/client.ts';

/** Whose cancellation a dialog is about, of which service and from whom, as far as it is known. */
export function CancelledService({ cancellation: { tenant, service, sender } }: { cancellation: Cancellation }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text fw={600}>{tenant?.name ?? t('operator.cancellations.unknownTenant')}</Text>
      <Text size="sm">
        {service === null ? t('operator.cancellations.unknownService') : t(`services.names.${service}`)}
      </Text>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {t('operator.cancellations.from', { sender })}
      </Text>
    </div>
  );
}
