import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { mayChangeServices } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import { totalDays, UNIT_DAYS } from './retention-choices.ts';
import { RetentionOrder } from './retention-order.tsx';
import { retentionFee } from './retention-fee.ts';
import { ServiceDates } from './service-dates.tsx';
import { ServicePrice } from './service-price.tsx';
import { ServiceRow } from './service-row.tsx';
import { StateBadge } from './state-badge.tsx';

/** "Wydłużony okres przechowywania": 30 days and as many times 30 more as are bought. */
export function RetentionRow({ services }: { services: Services }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const [opened, dialog] = useDisclosure(false);
  const { callRecording, extendedRetention: service } = services;
  const active = service.units > 0;
  return (
    <ServiceRow
      icon="archive"
      name={t('services.extendedRetention.name')}
      description={<RetentionText service={service} />}
      price={<ServicePrice money={retentionFee(service)} fee="monthly" />}
    >
      <Stack gap="xs" align="flex-start">
        <StateBadge state={active ? 'active' : callRecording.included ? 'inactive' : 'unavailable'} />
        {mayChangeServices(user) && callRecording.included && (
          <Button variant="light" size="xs" leftSection={<Icon name="calendar" size={16} />} onClick={dialog.open}>
            {t(active ? 'services.extendedRetention.change' : 'services.extendedRetention.extend')}
          </Button>
        )}
      </Stack>
      <RetentionOrder service={service} opened={opened} onClose={dialog.close} />
    </ServiceRow>
  );
}

function RetentionText({ service }: { service: Services['extendedRetention'] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { units, totalDays: days, since, endsAt, unitsAfter } = service;
  return (
    <>
      <Text size="sm">
        {units === 0
          ? t('services.extendedRetention.standard', { days })
          : t('services.extendedRetention.extended', { days, extra: units * UNIT_DAYS })}
      </Text>
      {units === 0 && <Text size="sm">{t('services.extendedRetention.offer')}</Text>}
      <ServiceDates since={since} endsAt={endsAt} />
      {endsAt !== null && (
        <Text size="sm" fw={600}>
          {t('services.extendedRetention.after', { date: formatDate(endsAt, language), days: totalDays(unitsAfter) })}
        </Text>
      )}
    </>
  );
}
