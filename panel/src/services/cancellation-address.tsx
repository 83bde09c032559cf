import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import classes from './cancellation-address.module.css';

/** Opens a mail to the address that cancellations go to. */
export function CancellationAddress({ address }: { address: string | null }) {
  const { t } = useTranslation();
  if (address === null) {
    return (
      <Text size="sm" c="dimmed" mt="sm">
        {t('services.period.noAddress')}
      </Text>
    );
  }
  return (
    <Button
      component="a"
      variant="light"
      mt="md"
      classNames={{ root: classes.write, label: classes.writeLabel }}
      leftSection={<Icon name="mail" />}
      href={`mailto:${address}?subject=${encodeURIComponent(t('services.period.mailSubject'))}`}
    >
      {t('services.period.write', { address })}
    </Button>
  );
}
