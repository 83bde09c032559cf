import { Anchor, Button, Group, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { LoadError } from '../ui/load-error.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { StatementSheet } from './statement-sheet.tsx';
import { statementAddress, useStatement } from './use-statements.ts';

/** One statement: read, printed, downloaded. */
export function StatementPage({ periodStart }: { periodStart: string }) {
  const { t } = useTranslation();
  const statement = useStatement(periodStart);
  return (
    <Stack>
      <Anchor data-no-print size="sm" renderRoot={(props) => <Link to="/account/billing" {...props} />}>
        ← {t('billing.statement.back')}
      </Anchor>
      <PageHeader title={t('billing.statement.title')}>
        {statement.data !== undefined && <StatementActions periodStart={periodStart} />}
      </PageHeader>
      {statement.isPending && <ListSkeleton label={t('billing.statement.loading')} />}
      {statement.isError && <LoadError error={statement.error} onRetry={() => void statement.refetch()} />}
      {statement.data !== undefined && <StatementSheet statement={statement.data} />}
    </Stack>
  );
}

function StatementActions({ periodStart }: { periodStart: string }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" justify="flex-end" data-no-print>
      <Button variant="default" leftSection={<Icon name="print" size={16} />} onClick={() => window.print()}>
        {t('billing.statement.print')}
      </Button>
      {(['csv', 'json'] as const).map((format) => (
        <Button
          key={format}
          component="a"
          variant="default"
          leftSection={<Icon name="download" size={16} />}
          href={statementAddress(periodStart, format)}
          download={`${periodStart}.${format}`}
        >
          {t(`billing.statement.${format}`)}
        </Button>
      ))}
    </Group>
  );
}
