import { Button, Modal, Paper, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Price } from '../api/client.ts';
import { formatMoney, vatOn } from '../format/money.ts';
import { formatDay, warsawDay } from '../format/warsaw-time.ts';
import { hasText } from '../i18n/has-text.ts';
import { pl } from '../i18n/pl.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { mayDecideAsOperator } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Icon } from '../ui/icon.tsx';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { LoadError } from '../ui/load-error.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { NewPrice } from './new-price.tsx';
import { type PriceState, withStates } from './price-states.ts';
import { ReadOnlyNote } from './read-only-note.tsx';
import { usePricedName } from './use-priced-name.ts';
import { usePrices } from './use-prices.ts';

const LOOKS = {
  current: { color: 'on', icon: 'check' },
  future: { color: 'brand', icon: 'clock' },
  past: { color: 'gray', icon: 'history' },
} as const;

/** Every price that was, is and will be; a new one is set from a day on. */
export function PricesPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [opened, dialog] = useDisclosure(false);
  const prices = usePrices();
  const columns = useColumns();
  return (
    <Stack>
      <PageHeader title={t('operator.prices.title')} lead={t('operator.prices.lead')}>
        {mayDecideAsOperator(user) && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={dialog.open}>
            {t('operator.prices.add')}
          </Button>
        )}
      </PageHeader>
      <ReadOnlyNote />
      {prices.isPending && <ListSkeleton label={t('operator.prices.loading')} />}
      {prices.isError && <LoadError error={prices.error} onRetry={() => void prices.refetch()} />}
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
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('operator.prices.add')}
        closeButtonProps={{ 'aria-label': t('dialog.close') }}
      >
        <NewPrice onClose={dialog.close} />
      </Modal>
    </Stack>
  );
}

function useColumns(): Column<{ price: Price; state: PriceState }>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const pricedName = usePricedName();
  return [
    { label: t('operator.prices.columns.what'), cell: ({ price }) => <strong>{pricedName(price)}</strong> },
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
        hasText(pl.operator.prices.setters, setBy) ? t(`operator.prices.setters.${setBy}`) : setBy,
    },
    {
      label: t('operator.prices.columns.state'),
      cell: ({ state }) => (
        <StatusBadge {...LOOKS[state]} size="md">
          {t(`operator.prices.states.${state}`)}
        </StatusBadge>
      ),
    },
  ];
}
