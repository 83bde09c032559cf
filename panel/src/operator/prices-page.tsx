import { Alert, Button, Group, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Price, ResponseOf } from '../api/client.ts';
import { useServiceName } from '../billing/statement-labels.tsx';
import { formatMoney, readMoney, vatOn } from '../format/numbers.ts';
import { formatDay, warsawDay } from '../format/warsaw-time.ts';
import { hasText, useLanguage } from '../i18n/i18n.ts';
import { operator } from '../i18n/pl/operator.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { DateInput } from '../ui/date-input.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useFormCare } from '../ui/form-care.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import {
  ADD_ON_FEES,
  holdFee,
  planFee,
  type PriceItem,
  priceItemKey,
  type PriceState,
  VAT_RATES,
  withStates,
} from './prices.ts';
import { ReadOnlyNote } from './read-only-note.tsx';
import { useAddPrice, usePrices, useTenants } from './use-operator.ts';
import { useForm } from '../ui/use-form.ts';

const PRICE_BADGES = {
  current: { color: 'on', icon: 'check' },
  future: { color: 'brand', icon: 'clock' },
  past: { color: 'gray', icon: 'history' },
} as const;

/** Past, current and future prices, and a form for a new price. */
export function PricesPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [opened, dialog] = useDisclosure(false);
  const [what, setWhat] = useState('');
  const open = (item: PriceItem | null): void => {
    setWhat(item === null ? '' : priceItemKey(item));
    dialog.open();
  };
  const prices = usePrices();
  const columns = useColumns();
  return (
    <Stack>
      <PageHeader title={t('operator.prices.title')} lead={t('operator.prices.lead')}>
        {mayDecideAsOperator(user) && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => open(null)}>
            {t('operator.prices.add')}
          </Button>
        )}
      </PageHeader>
      <ReadOnlyNote />
      {prices.isPending && <ListSkeleton label={t('operator.prices.loading')} />}
      {prices.isError && <LoadError error={prices.error} onRetry={() => void prices.refetch()} />}
      {prices.data !== undefined && prices.data.gaps.length > 0 && (
        <PriceGaps gaps={prices.data.gaps} onSet={mayDecideAsOperator(user) ? open : null} />
      )}
      {prices.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          <DataList
            label={t('operator.prices.list')}
            columns={columns}
            rows={withStates(prices.data.prices, warsawDay(new Date()))}
            rowKey={({ price }) => [price.service, price.plan, price.fee, price.validFrom, price.setAt].join(' ')}
          />
        </Paper>
      )}
      <Dialog opened={opened} onClose={dialog.close} title={t('operator.prices.add')}>
        {opened && <NewPrice what={what} onClose={dialog.close} />}
      </Dialog>
    </Stack>
  );
}

type Gap = ResponseOf<'/api/v1/operator/prices'>['gaps'][number];

/** What customers have or can have, and nobody can say the price of. */
function PriceGaps({ gaps, onSet }: { gaps: readonly Gap[]; onSet: ((of: PriceItem) => void) | null }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const priceItemName = usePriceItemName();
  return (
    <Alert color="amber" icon={<Icon name="warning" />} title={t('prices.gaps')}>
      <Stack gap="xs">
        <Text size="sm">{t('prices.gapsLead')}</Text>
        {gaps.map((gap) => (
          <Group key={priceItemKey(gap)} gap="sm">
            <Text size="sm" fw={600}>
              {`${priceItemName(gap)} (${t(`billing.fees.${gap.fee}`)}): `}
              {gap.until === null
                ? t('prices.gapForever')
                : t('prices.gapUntil', { day: formatDay(gap.until, language) })}
            </Text>
            {onSet !== null && (
              <Button
                size="compact-sm"
                variant="light"
                aria-label={t('prices.setFor', { what: priceItemName(gap) })}
                onClick={() => onSet(gap)}
              >
                {t('prices.set')}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Alert>
  );
}

function useColumns(): Column<{ price: Price; state: PriceState }>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const priceItemName = usePriceItemName();
  return [
    { label: t('operator.prices.columns.what'), cell: ({ price }) => <strong>{priceItemName(price)}</strong> },
    { label: t('operator.prices.columns.fee'), cell: ({ price }) => t(`billing.fees.${price.fee}`) },
    {
      label: t('money.netColumn'),
      numeric: true,
      cell: ({ price }) => <strong>{formatMoney(price.netGrosze, language)}</strong>,
    },
    {
      label: t('money.grossColumn'),
      numeric: true,
      cell: ({ price: { netGrosze, vatPercent } }) => formatMoney(netGrosze + vatOn(netGrosze, vatPercent), language),
    },
    { label: t('money.vatColumn'), numeric: true, cell: ({ price }) => `${price.vatPercent}%` },
    {
      label: t('operator.prices.columns.validFrom'),
      numeric: true,
      cell: ({ price }) => formatDay(price.validFrom, language),
    },
    {
      label: t('operator.prices.columns.setBy'),
      cell: ({ price: { setBy } }) =>
        hasText(operator.prices.setters, setBy) ? t(`operator.prices.setters.${setBy}`) : setBy,
    },
    {
      label: t('operator.prices.columns.state'),
      cell: ({ state }) => (
        <StatusBadge {...PRICE_BADGES[state]} size="md">
          {t(`operator.prices.states.${state}`)}
        </StatusBadge>
      ),
    },
  ];
}

/** Form: the price of a service from a day on. */
function NewPrice({ what, onClose }: { what: string; onClose: () => void }) {
  const { t } = useTranslation();
  const priceItemName = usePriceItemName();
  const notices = useNotices();
  const today = warsawDay(new Date());
  const plans = useTenants().data?.plans ?? [];
  const choices = [...plans.map(planFee), ...ADD_ON_FEES, ...plans.map(holdFee)];
  const add = useAddPrice(() => {
    notices.done(t('operator.prices.saved'));
    onClose();
  });
  const form = useForm<{ what: string; net: string; vat: string; validFrom: string | null }>({
    initialValues: { what, net: '', vat: String(VAT_RATES[0]), validFrom: today },
    validate: {
      what: (what) => (what === '' ? t('operator.cancellations.choose') : null),
      net: (net) => (readMoney(net) === null ? t('operator.prices.netInvalid') : null),
      validFrom: (day) => (day === null ? t('operator.prices.validFromRequired') : null),
    },
  });
  const care = useFormCare(form, add.error);
  const submit = form.onSubmit(({ what, net, vat, validFrom }) => {
    const chosen = choices.find((choice) => priceItemKey(choice) === what);
    const netGrosze = readMoney(net);
    if (chosen === undefined || netGrosze === null || validFrom === null) return;
    add.mutate({ body: { ...chosen, netGrosze, vatPercent: Number(vat), validFrom } });
  }, care.onInvalid);
  return (
    <form ref={care.ref} onSubmit={submit} noValidate>
      <Stack>
        <NativeSelect
          data-autofocus
          label={t('operator.prices.what')}
          data={[
            { value: '', label: t('operator.cancellations.choose') },
            ...choices.map((choice) => ({
              value: priceItemKey(choice),
              label: `${priceItemName(choice)}: ${t(`billing.fees.${choice.fee}`)}`,
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
        <DateInput label={t('operator.prices.validFrom')} minDate={today} {...form.getInputProps('validFrom')} />
        <RequestFailed error={add.error} />
        <FormButtons onCancel={onClose} submit={t('operator.prices.save')} pending={add.isPending} />
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

/** Returns the name of what a price is for. The price of extended retention is per 30 days. */
function usePriceItemName(): (priced: PriceItem) => string {
  const { t } = useTranslation();
  const serviceName = useServiceName();
  return (priced) => (priced.service === 'extended-retention' ? t('operator.prices.perUnit') : serviceName(priced));
}
