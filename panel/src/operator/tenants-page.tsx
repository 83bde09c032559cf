import { Alert, Anchor, Button, Group, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperatorTenant, TenantList } from '../api/client.ts';
import { useOrderKey } from '../api/order-key.ts';
import { formatDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { StateBadge } from '../services/service-row.tsx';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyMessage, ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useUnsavedState } from '../ui/use-form.ts';
import { CustomerImportButton } from './customer-import.tsx';
import { NewCustomer } from './new-customer.tsx';
import { PlanWithoutPrice, usePlanOptions } from './plan-price.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { findTenants, formatNumbers } from './tenant-search.ts';
import { recordingState } from './tenant-state.ts';
import { useChangePlan, useTenants } from './use-operator.ts';

/** The customers and their services; their plans are changed here. */
export function TenantsPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const tenants = useTenants();
  return (
    <Stack>
      <PageHeader title={t('operator.tenants.title')}>
        <Group gap="sm">
          <Button variant="default" renderRoot={(props) => <Link to="/operator/file-sign-ins" {...props} />}>
            {t('fileAccess.unknown.title')}
          </Button>
          {tenants.data !== undefined && mayDecideAsOperator(user) && (
            <>
              <CustomerImportButton />
              <NewCustomer plans={tenants.data.plans} />
            </>
          )}
        </Group>
      </PageHeader>
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
    {
      label: t('operator.tenants.columns.name'),
      cell: (tenant) => <Name tenant={tenant} />,
    },
    {
      label: t('operator.tenants.columns.numbers'),
      cell: (tenant) => formatNumbers(tenant) || t('operator.tenants.noNumbers'),
    },
    { label: t('operator.tenants.columns.plan'), cell: ({ plan }) => plan ?? t('operator.tenants.noPlan') },
    {
      label: t('operator.tenants.columns.recording'),
      cell: (tenant) => <RecordingState state={recordingState(tenant)} />,
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

function Name({ tenant: { id, name, leave } }: { tenant: OperatorTenant }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <div>
      <Anchor fw={700} renderRoot={(props) => <Link to="/operator/tenants/$id" params={{ id }} {...props} />}>
        {name}
      </Anchor>
      {leave !== null && leave.leftAt === null && (
        <Text size="sm" c="dimmed">
          {t('operator.tenants.leaves', { date: formatDay(leave.on, language) })}
        </Text>
      )}
    </div>
  );
}

const NOT_RECORDED = { suspended: { color: 'amber', icon: 'lock' }, left: { color: 'gray', icon: 'archive' } } as const;

function RecordingState({ state }: { state: ReturnType<typeof recordingState> }) {
  const { t } = useTranslation();
  if (state === 'on' || state === 'off') return <StateBadge state={state} />;
  return <StatusBadge {...NOT_RECORDED[state]}>{t(`operator.tenants.${state}`)}</StatusBadge>;
}

interface PlanChangeProps {
  tenant: OperatorTenant;
  plans: TenantList['plans'];
}

/** Changes a tenant's plan; the dialog says which services end with it. */
function PlanChange({ tenant, plans }: PlanChangeProps) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button
        variant="light"
        size="xs"
        aria-label={t('operator.tenants.changePlanOf', { name: tenant.name })}
        onClick={dialog.open}
      >
        {t('operator.tenants.changePlan')}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title={t('operator.tenants.dialogTitle')}>
        <PlanForm tenant={tenant} plans={plans} onClose={dialog.close} />
      </Dialog>
    </>
  );
}

function PlanForm({ tenant, plans, onClose }: PlanChangeProps & { onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const [plan, setPlan] = useUnsavedState(tenant.plan ?? plans[0]?.name ?? '');
  const planOptions = usePlanOptions();
  const orderKey = useOrderKey({ plan });
  const change = useChangePlan(({ name, plan: changed }) => {
    notices.done(t(changed === plan ? 'operator.tenants.changed' : 'operator.tenants.willChange', { name, plan }));
    onClose();
  });
  const endsRecording = plans.some(({ name, includesRecording }) => name === plan && !includesRecording);
  return (
    <Stack>
      <Text fw={600}>{tenant.name}</Text>
      <NativeSelect
        data-autofocus
        label={t('operator.tenants.plan')}
        value={plan}
        onChange={(event) => setPlan(event.currentTarget.value)}
        data={planOptions(plans.filter(({ name, isRetired }) => !isRetired || name === tenant.plan))}
      />
      <PlanWithoutPrice plan={plan} plans={plans} />
      <Text size="sm">{t('operator.tenants.changesWhen')}</Text>
      {endsRecording && (
        <Alert color="amber" role="alert" icon={<Icon name="warning" />}>
          {t('operator.tenants.endsRecording')}
        </Alert>
      )}
      <RequestFailed error={change.error} />
      <FormButtons
        onCancel={onClose}
        submit={t('operator.tenants.confirm')}
        pending={change.isPending}
        onSubmit={() => change.mutate({ params: { path: { id: tenant.id } }, body: { plan, orderKey } })}
        disabled={plan === tenant.plan}
      />
    </Stack>
  );
}
