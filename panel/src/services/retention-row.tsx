import { Anchor, Button, NativeSelect, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { formatMoney } from '../format/numbers.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayChangeServices, useSession } from '../session/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { useUnsavedState } from '../ui/use-form.ts';
import { OrderForm } from './order-form.tsx';
import { retentionFee, totalDays, UNIT_DAYS, unitsOffered } from './retention-options.ts';
import { ServiceDates, ServicePrice, ServiceRow, StateBadge } from './service-row.tsx';

/** "Wydłużony okres przechowywania": 30 days and the ordered number of further periods of 30 days. */
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
        <Anchor size="sm" renderRoot={(props) => <Link to="/account/services/retention" {...props} />}>
          {t('simulation.link')}
        </Anchor>
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

type Retention = Services['extendedRetention'];

interface RetentionOrderProps {
  service: Retention;
  opened: boolean;
  onClose: () => void;
}

/** Dialog that orders a longer or a shorter retention period. */
function RetentionOrder({ service, opened, onClose }: RetentionOrderProps) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} size="lg" title={t('services.extendedRetention.dialogTitle')}>
      <RetentionForm service={service} onClose={onClose} />
    </Dialog>
  );
}

function RetentionForm({ service, onClose }: Omit<RetentionOrderProps, 'opened'>) {
  const { t } = useTranslation();
  const optionText = useOptionText(service);
  const [units, setUnits] = useUnsavedState(service.units + 1);
  return (
    <Stack>
      <NativeSelect
        data-autofocus
        label={t('services.extendedRetention.total')}
        value={String(units)}
        onChange={(event) => setUnits(Number(event.currentTarget.value))}
        data={unitsOffered(service.units).map((value) => ({
          value: String(value),
          label: optionText(value),
          disabled: value === service.units && service.endsAt === null,
        }))}
      />
      <OrderForm
        request={{ service: 'extended-retention', units }}
        done={t('services.extendedRetention.ordered', { days: totalDays(units) })}
        onClose={onClose}
      />
    </Stack>
  );
}

function useOptionText(service: Retention): (units: number) => string {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (units) => {
    const days = totalDays(units);
    if (units === service.units) return t('services.extendedRetention.totalOptionNow', { days });
    const fee = retentionFee({ ...service, units });
    if (fee === null) return t('services.extendedRetention.totalOption', { days });
    const price = t('money.net', { amount: formatMoney(fee.netGrosze, language) });
    return t('services.extendedRetention.totalOptionPriced', { days, price });
  };
}
