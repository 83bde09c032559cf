import { Button, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { EvidenceKeyCard } from './evidence-key-card.tsx';
import { DeliveriesCard, RefusalsCard, SeenSourcesCard, WaitingCard } from './service-calls.tsx';
import { FindingsCard } from './service-findings.tsx';
import { JobsCard, MachinesCard, RecordersCard } from './service-machines.tsx';
import { StorageCard } from './service-storage.tsx';
import { useServiceState } from './use-service-state.ts';

/** "Stan usługi", where the operator's staff start: what needs them, then what is known, of all machines. */
export function ServicePage() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const state = useServiceState();
  return (
    <Stack>
      <PageHeader title={t('serviceState.title')} lead={t('serviceState.lead')}>
        <Button
          variant="default"
          leftSection={<Icon name="refresh" size={16} />}
          loading={state.isFetching}
          onClick={() => void state.refetch()}
        >
          {t('serviceState.refresh')}
        </Button>
      </PageHeader>
      {state.isPending && <ListSkeleton label={t('serviceState.loading')} />}
      {state.isError && <LoadError error={state.error} onRetry={() => void state.refetch()} />}
      {state.data !== undefined && (
        <>
          <FindingsCard findings={state.data.findings} />
          <MachinesCard machines={state.data.machines} at={state.data.at} />
          <RecordersCard recorders={state.data.recorders} />
          <SimpleGrid cols={{ base: 1, lg: 2 }}>
            <WaitingCard state={state.data} />
            <SeenSourcesCard sources={state.data.sources} />
            <RefusalsCard refusals={state.data.refusals} />
            <DeliveriesCard deliveries={state.data.deliveries} />
          </SimpleGrid>
          <StorageCard />
          <JobsCard state={state.data} />
          <EvidenceKeyCard />
          <Text size="sm" c="dimmed">
            {t('serviceState.asOf', {
              date: formatDate(state.data.at, language),
              time: formatHour(state.data.at, language),
            })}
          </Text>
        </>
      )}
    </Stack>
  );
}
