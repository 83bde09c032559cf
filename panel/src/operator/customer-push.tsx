import { Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PushDay } from '../api/client.ts';
import { formatDay } from '../format/warsaw-time.ts';
import { formatWhen } from '../format/when.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { DayBadge } from '../push/days/day-state.tsx';
import { FailureAlert, useExplanation } from '../push/push-failure.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Part } from './customer-lists.tsx';
import { useCustomerPush } from './use-customer-parts.ts';

/** The days of the last month, and why a delivery fails. */
export function CustomerPush({ id }: { id: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const explained = useExplanation();
  const columns: Column<PushDay>[] = [
    { label: t('customerPage.push.day'), cell: ({ day }) => formatDay(day, language) },
    { label: t('customerPage.push.state'), cell: (day) => <DayBadge of={day} /> },
    {
      label: t('customerPage.push.recordings'),
      numeric: true,
      cell: ({ delivered, recordings }) => t('customerPage.push.delivered', { delivered, recordings }),
    },
    {
      label: t('customerPage.push.failure'),
      cell: ({ failure }) => (failure === null ? '–' : explained(failure.explanation)),
    },
  ];
  return (
    <Part query={useCustomerPush(id)} noted>
      {({ active, target, failingSince, failure, nextAttemptAt, days }) => (
        <>
          <Paper p="lg">
            {!active && <Text>{t('customerPage.push.inactive')}</Text>}
            <Text style={{ overflowWrap: 'anywhere' }}>
              {target === null ? t('customerPage.push.noTarget') : t('customerPage.push.target', { place: target })}
            </Text>
          </Paper>
          {failingSince !== null && (
            <FailureAlert
              title={t('customerPage.push.failing', { at: formatWhen(failingSince, language) })}
              failure={failure}
              nextAttemptAt={nextAttemptAt}
            />
          )}
          <Paper style={{ overflow: 'hidden' }}>
            <DataList label={t('customerPage.push.list')} columns={columns} rows={days} rowKey={({ day }) => day} />
          </Paper>
        </>
      )}
    </Part>
  );
}
