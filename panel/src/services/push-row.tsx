import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { PushSummary } from '../push/push-summary.tsx';
import { mayChangeServices } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import { PushOrder } from './push-order.tsx';
import { ServiceDates } from './service-dates.tsx';
import { ServicePrice } from './service-price.tsx';
import { ServiceRow } from './service-row.tsx';
import { StateBadge } from './state-badge.tsx';

/** "Automatyczne przesyłanie nagrań": the daily package on the customer's own server. */
export function PushRow({ services }: { services: Services }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const [opened, dialog] = useDisclosure(false);
  const { callRecording, push } = services;
  const mayOrder = mayChangeServices(user) && callRecording.included && !push.active;
  return (
    <ServiceRow
      icon="send"
      name={t('services.push.name')}
      description={
        <>
          <Text size="sm">{t('services.push.text')}</Text>
          <ServiceDates since={push.since} endsAt={push.endsAt} />
          {push.active && <PushSummary />}
        </>
      }
      price={
        <Stack gap={6}>
          <ServicePrice money={push.monthly} fee="monthly" />
          {!push.active && push.activation !== null && <ServicePrice money={push.activation} fee="activation" />}
        </Stack>
      }
    >
      <Stack gap="xs" align="flex-start">
        <StateBadge state={push.active ? 'active' : callRecording.included ? 'inactive' : 'unavailable'} />
        {mayOrder && (
          <Button variant="light" size="xs" leftSection={<Icon name="power" size={16} />} onClick={dialog.open}>
            {t('services.push.activate')}
          </Button>
        )}
      </Stack>
      <PushOrder opened={opened} onClose={dialog.close} />
    </ServiceRow>
  );
}
