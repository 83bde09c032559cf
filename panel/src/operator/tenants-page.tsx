import { Paper, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperatorTenant, TenantList } from '../api/client.ts';
import { StateBadge } from '../services/state-badge.tsx';
import { mayDecideAsOperator } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage } from '../ui/empty-message.tsx';
import { Icon } from '../ui/icon.tsx';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { LoadError } from '../ui/load-error.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { PlanChange } from './plan-change.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { findTenants, writtenNumbers } from './tenant-search.ts';
import { useTenants } from './use-tenants.ts';

/** The customers with what they have; the plan is changed here. */
export function TenantsPage() {
  const { t } = useTranslation();
  const tenants = useTenants();
  return (
    <Stack>
      <PageHeader title={t('operator.tenants.title')} />
      <ReadOnlyNote />
      {tenants.isPending && <ListSkeleton label={t('operator.tenants.loading')} />}
      {tenants.isError && <LoadError error={tenants.error} onRetry={() => void tenants.refetch()} />}
      {tenants.data !== undefined && <FoundTenants list={tenants.data} />}
    </Stack>
  );
}

function FoundTenants({ list: { tenants, plans } }: { list: TenantList }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const columns = useColumns(plans);
  const found = findTenants(tenants, text);
  return (
    <>
      <TextInput
        type="search"
        maw={420}
        label={t('operator.tenants.search')}
        leftSection={<Icon name="search" size={16} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Paper style={{ overflow: 'hidden' }}>
        {found.length === 0 ? (
          <EmptyMessage
            icon="search"
            title={t('operator.tenants.empty.title')}
            text={t('operator.tenants.empty.text')}
          />
        ) : (
          <DataList label={t('operator.tenants.list')} columns={columns} rows={found} rowKey={({ id }) => id} />
        )}
      </Paper>
    </>
  );
}

function useColumns(plans: TenantList['plans']): Column<OperatorTenant>[] {
  const { t } = useTranslation();
  const { user } = useSession();
  const change: Column<OperatorTenant> = {
    label: t('operator.tenants.columns.change'),
    cell: (tenant) => <PlanChange tenant={tenant} plans={plans} />,
  };
  return [
    { label: t('operator.tenants.columns.name'), cell: ({ name }) => <strong>{name}</strong> },
    {
      label: t('operator.tenants.columns.numbers'),
      cell: (tenant) => writtenNumbers(tenant) || t('operator.tenants.noNumbers'),
    },
    { label: t('operator.tenants.columns.plan'), cell: ({ plan }) => plan ?? t('operator.tenants.noPlan') },
    {
      label: t('operator.tenants.columns.recording'),
      cell: ({ recordingEnabled }) => <StateBadge state={recordingEnabled ? 'on' : 'off'} />,
    },
    {
      label: t('operator.tenants.columns.retention'),
      numeric: true,
      cell: ({ retentionDays: days }) => t('operator.tenants.days', { days }),
    },
    {
      label: t('operator.tenants.columns.push'),
      cell: ({ pushActive }) => <StateBadge state={pushActive ? 'active' : 'inactive'} />,
    },
    ...(mayDecideAsOperator(user) ? [change] : []),
  ];
}
