import { Modal, NativeSelect, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { formatMoney } from '../format/money.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { OrderForm } from './order-form.tsx';
import { totalDays, unitsOffered } from './retention-choices.ts';
import { retentionFee } from './retention-fee.ts';

type Retention = Services['extendedRetention'];

interface RetentionOrderProps {
  service: Retention;
  opened: boolean;
  onClose: () => void;
}

/** The dialog that buys days, or gives some of them back. */
export function RetentionOrder({ service, opened, onClose }: RetentionOrderProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t('services.extendedRetention.dialogTitle')}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      <RetentionForm service={service} onClose={onClose} />
    </Modal>
  );
}

function RetentionForm({ service, onClose }: Omit<RetentionOrderProps, 'opened'>) {
  const { t } = useTranslation();
  const optionText = useOptionText(service);
  const [units, setUnits] = useState(service.units + 1);
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
        wish={{ service: 'extended-retention', units }}
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
