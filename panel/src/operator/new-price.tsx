import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { formatMoney, readMoney, vatOn } from '../format/money.ts';
import { warsawDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Icon } from '../ui/icon.tsx';
import { RequestFailed } from '../ui/request-failed.tsx';
import { useNotices } from '../ui/use-notices.ts';
import { ADD_ON_FEES, planFee, VAT_RATES } from './priced.ts';
import { pricedKey } from './price-states.ts';
import { useAddPrice } from './use-prices.ts';
import { usePricedName } from './use-priced-name.ts';
import { useTenants } from './use-tenants.ts';

/** Sets what something costs from a day on. */
export function NewPrice({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const pricedName = usePricedName();
  const notices = useNotices();
  const today = warsawDay(new Date());
  const choices = [...(useTenants().data?.plans ?? []).map(planFee), ...ADD_ON_FEES];
  const add = useAddPrice(() => {
    notices.done(t('operator.prices.saved'));
    onClose();
  });
  const form = useForm<{ what: string; net: string; vat: string; validFrom: string | null }>({
    initialValues: { what: '', net: '', vat: String(VAT_RATES[0]), validFrom: today },
    validate: {
      what: (what) => (what === '' ? t('operator.cancellations.choose') : null),
      net: (net) => (readMoney(net) === null ? t('operator.prices.netInvalid') : null),
      validFrom: (day) => (day === null ? t('operator.prices.validFromRequired') : null),
    },
  });
  const submit = form.onSubmit(({ what, net, vat, validFrom }) => {
    const chosen = choices.find((choice) => pricedKey(choice) === what);
    const netGrosze = readMoney(net);
    if (chosen === undefined || netGrosze === null || validFrom === null) return;
    add.mutate({ body: { ...chosen, netGrosze, vatPercent: Number(vat), validFrom } });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NativeSelect
          data-autofocus
          label={t('operator.prices.what')}
          data={[
            { value: '', label: t('operator.cancellations.choose') },
            ...choices.map((choice) => ({
              value: pricedKey(choice),
              label: `${pricedName(choice)}: ${t(`billing.fees.${choice.fee}`)}`,
            })),
          ]}
          {...form.getInputProps('what')}
        />
        <Group grow align="flex-start">
          <TextInput inputMode="decimal" label={t('operator.prices.netPrice')} {...form.getInputProps('net')} />
          <NativeSelect
            label={t('operator.prices.vat')}
            data={VAT_RATES.map((rate) => ({ value: String(rate), label: `${rate}%` }))}
            {...form.getInputProps('vat')}
          />
        </Group>
        <GrossPreview net={form.values.net} vatPercent={Number(form.values.vat)} />
        <DatePickerInput
          label={t('operator.prices.validFrom')}
          valueFormat="DD.MM.YYYY"
          minDate={today}
          leftSection={<Icon name="calendar" size={16} />}
          leftSectionPointerEvents="none"
          ariaLabels={{ previousMonth: t('filters.previousMonth'), nextMonth: t('filters.nextMonth') }}
          {...form.getInputProps('validFrom')}
        />
        <RequestFailed error={add.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('operator.prices.cancel')}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {t('operator.prices.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function GrossPreview({ net, vatPercent }: { net: string; vatPercent: number }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const netGrosze = readMoney(net);
  if (netGrosze === null) return null;
  const gross = formatMoney(netGrosze + vatOn(netGrosze, vatPercent), language);
  return (
    <Text size="sm" c="dimmed" role="status">
      {t('operator.prices.preview', { gross })}
    </Text>
  );
}
