import { ActionIcon, Stack, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { CallFilters } from './call-filters.tsx';
import type { CallSearch } from './call-search.ts';
import { FoundCalls } from './found-calls.tsx';
import { useCalls } from './use-calls.ts';

interface CallsPageProps {
  search: CallSearch;
  onSearch: (search: CallSearch) => void;
}

/** The history of calls: found by the filters above, listened to and downloaded in the list below. */
export function CallsPage({ search, onSearch }: CallsPageProps) {
  const { t } = useTranslation();
  const calls = useCalls(search);
  return (
    <Stack>
      <PageHeader title={t('calls.title')} lead={t('calls.lead')}>
        <Tooltip label={t('calls.refresh')}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('calls.refresh')}
            loading={calls.isRefetching}
            onClick={() => void calls.refetch()}
          >
            <Icon name="refresh" />
          </ActionIcon>
        </Tooltip>
      </PageHeader>
      <CallFilters search={search} onSearch={onSearch} />
      <FoundCalls calls={calls} search={search} onClear={() => onSearch({})} />
    </Stack>
  );
}
