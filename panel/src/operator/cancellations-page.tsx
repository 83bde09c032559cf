import { Paper, SegmentedControl, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cancellation } from '../api/client.ts';
import { EmptyMessage } from '../ui/empty-message.tsx';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { LoadError } from '../ui/load-error.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useNarrowScreen } from '../ui/use-narrow-screen.ts';
import { CancellationCard } from './cancellation-card.tsx';
import classes from './cancellations-page.module.css';
import { ReadOnlyNote } from './read-only-note.tsx';
import { type CancellationFilter, useCancellations } from './use-cancellations.ts';

const FILTERS = ['waiting', 'confirmed', 'rejected', 'all'] as const;

/** The operator's console: cancellations that came by e-mail, to be confirmed in time or rejected. */
export function CancellationsPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<CancellationFilter>('waiting');
  const narrow = useNarrowScreen();
  const cancellations = useCancellations(filter);
  return (
    <Stack>
      <PageHeader title={t('operator.cancellations.title')} lead={t('operator.cancellations.lead')} />
      <ReadOnlyNote />
      <SegmentedControl
        className={classes.filter}
        size={narrow ? 'xs' : 'sm'}
        aria-label={t('operator.cancellations.filter')}
        data={FILTERS.map((value) => ({ value, label: t(`operator.cancellations.filters.${value}`) }))}
        value={filter}
        onChange={setFilter}
      />
      {cancellations.isPending && <ListSkeleton label={t('operator.cancellations.loading')} />}
      {cancellations.isError && <LoadError error={cancellations.error} onRetry={() => void cancellations.refetch()} />}
      {cancellations.data !== undefined && <CancellationList cancellations={cancellations.data.cancellations} />}
    </Stack>
  );
}

function CancellationList({ cancellations }: { cancellations: readonly Cancellation[] }) {
  const { t } = useTranslation();
  if (cancellations.length === 0) {
    return (
      <Paper>
        <EmptyMessage
          icon="mail"
          title={t('operator.cancellations.empty.title')}
          text={t('operator.cancellations.empty.text')}
        />
      </Paper>
    );
  }
  return (
    <ul className={classes.list} aria-label={t('operator.cancellations.list')}>
      {cancellations.map((cancellation) => (
        <CancellationCard key={cancellation.id} cancellation={cancellation} />
      ))}
    </ul>
  );
}
