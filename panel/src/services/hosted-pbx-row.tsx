import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { ServiceDates } from './service-dates.tsx';
import { ServicePrice } from './service-price.tsx';
import { ServiceRow } from './service-row.tsx';
import { StateBadge } from './state-badge.tsx';

interface HostedPbxRowProps {
  service: Services['hostedPbx'];
  withRecording: boolean;
}

/** "Wirtualna centrala": the plan that all the rest stands on. */
export function HostedPbxRow({ service: { plan, since, monthly }, withRecording }: HostedPbxRowProps) {
  const { t } = useTranslation();
  const includes = t(withRecording ? 'services.hostedPbx.withRecording' : 'services.hostedPbx.withoutRecording');
  return (
    <ServiceRow
      icon="phone"
      name={t('services.hostedPbx.name')}
      description={
        <>
          <Text size="sm" fw={600}>
            {plan === null ? t('services.hostedPbx.none') : t('services.hostedPbx.plan', { plan })}
          </Text>
          {plan !== null && <Text size="sm">{includes}</Text>}
          <ServiceDates since={since} endsAt={null} />
        </>
      }
      price={plan !== null && <ServicePrice money={monthly} fee="monthly" />}
    >
      <StateBadge state={plan === null ? 'inactive' : 'active'} />
    </ServiceRow>
  );
}
