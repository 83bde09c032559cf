import { Button, Group, Paper, Stack } from '@mantine/core';
import { MonthPickerInput } from '@mantine/dates';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addMonths, firstDayOf, monthOf } from '../format/month.ts';
import { warsawDay } from '../format/warsaw-time.ts';
import { EmptyMessage } from '../ui/empty-message.tsx';
import { Icon } from '../ui/icon.tsx';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { LoadError } from '../ui/load-error.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { MonthTable } from './month-table.tsx';
import { monthAddress, useMonthStatements } from './use-month-statements.ts';

/** The last month is the newest whose periods have all begun and may have ended. */
const NEWEST = -1;

/** What to invoice: the statements of a month, to be looked at and downloaded. */
export function InvoicingPage() {
  const { t } = useTranslation();
  const [month, setMonth] = useState(() => addMonths(monthOf(warsawDay(new Date())), NEWEST));
  const statements = useMonthStatements(month);
  return (
    <Stack>
      <PageHeader title={t('operator.statements.title')} lead={t('operator.statements.lead')} />
      <Group align="flex-end">
        <MonthPickerInput
          w={200}
          label={t('operator.statements.month')}
          value={firstDayOf(month)}
          onChange={(chosen) => setMonth(chosen === null ? month : monthOf(chosen))}
          valueFormat="MM.YYYY"
          ariaLabels={{
            previousYear: t('operator.statements.previousYear'),
            nextYear: t('operator.statements.nextYear'),
          }}
          leftSection={<Icon name="calendar" size={16} />}
          leftSectionPointerEvents="none"
        />
        {(['csv', 'json'] as const).map((format) => (
          <Button
            key={format}
            component="a"
            variant="default"
            leftSection={<Icon name="download" size={16} />}
            href={monthAddress(month, format)}
            download={`${month}.${format}`}
          >
            {t(`billing.statement.${format}`)}
          </Button>
        ))}
      </Group>
      {statements.isPending && <ListSkeleton label={t('operator.statements.loading')} />}
      {statements.isError && <LoadError error={statements.error} onRetry={() => void statements.refetch()} />}
      {statements.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          {statements.data.statements.length === 0 ? (
            <EmptyMessage
              icon="receipt"
              title={t('operator.statements.empty.title')}
              text={t('operator.statements.empty.text')}
            />
          ) : (
            <MonthTable statements={statements.data.statements} />
          )}
        </Paper>
      )}
    </Stack>
  );
}
