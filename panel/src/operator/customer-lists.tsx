import { Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResponseOf } from '../api/client.ts';
import { formatFileSize } from '../format/numbers.ts';
import { formatLastDay } from '../format/warsaw-time.ts';
import { formatWhen } from '../format/when.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { CANCELLATION_BADGES } from '../services/service-row.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import type { IconName } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useCustomerCancellations, useCustomerHolds, useCustomerUsers } from './use-customer-parts.ts';

interface PartProps<Data> {
  query: { isPending: boolean; isError: boolean; error: unknown; data: Data | undefined; refetch: () => unknown };
  /** Whether looking at it is in the customer's log. */
  noted?: boolean;
  children: (data: Data) => ReactNode;
}

/** A part of the page while it loads, where it cannot be loaded, and then. */
export function Part<Data>({ query, noted = false, children }: PartProps<Data>) {
  const { t } = useTranslation();
  if (query.isPending) return <ListSkeleton label={t('customerPage.loading')} />;
  if (query.isError) return <LoadError error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return null;
  return (
    <Stack>
      {children(query.data)}
      {noted && (
        <Text size="sm" c="dimmed">
          {t('customerPage.inTheirLog')}
        </Text>
      )}
    </Stack>
  );
}

interface RowsProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  empty: { readonly icon: IconName; readonly title: string; readonly text: string };
}

/** A list on paper, or why it is empty. */
export function Rows<Row>({ empty, ...list }: RowsProps<Row>) {
  return (
    <Paper style={{ overflow: 'hidden' }}>
      {list.rows.length === 0 ? <EmptyMessage {...empty} /> : <DataList {...list} />}
    </Paper>
  );
}

type User = ResponseOf<'/api/v1/operator/tenants/{id}/users'>['users'][number];

export function CustomerUsers({ id }: { id: string }) {
  const { t } = useTranslation();
  const columns: Column<User>[] = [
    { label: t('customerPage.users.login'), cell: ({ login }) => <strong>{login}</strong> },
    { label: t('customerPage.users.role'), cell: ({ role }) => t(`user.roles.${role}`) },
    {
      label: t('customerPage.users.code'),
      cell: ({ totp }) => t(totp ? 'customerPage.users.on' : 'customerPage.users.off'),
    },
    {
      label: t('customerPage.users.state'),
      cell: ({ disabled }) => (
        <StatusBadge
          {...(disabled ? ({ color: 'off', icon: 'lock' } as const) : ({ color: 'on', icon: 'check' } as const))}
          size="md"
        >
          {t(disabled ? 'customerPage.users.disabled' : 'customerPage.users.active')}
        </StatusBadge>
      ),
    },
  ];
  return (
    <Part query={useCustomerUsers(id)} noted>
      {({ users }) => (
        <Rows
          label={t('customerPage.users.list')}
          columns={columns}
          rows={users}
          rowKey={(user) => user.id}
          empty={{ icon: 'users', title: t('customerPage.users.none.title'), text: t('customerPage.users.none.text') }}
        />
      )}
    </Part>
  );
}

type Hold = ResponseOf<'/api/v1/operator/tenants/{id}/holds'>['holds'][number];

export function CustomerHolds({ id }: { id: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<Hold>[] = [
    {
      label: t('customerPage.holds.recording'),
      cell: ({ recordingId }) => (
        <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {recordingId}
        </Text>
      ),
    },
    { label: t('customerPage.holds.placed'), cell: ({ placedAt }) => formatWhen(placedAt, language) },
    { label: t('customerPage.holds.by'), cell: ({ placedBy }) => placedBy },
    {
      label: t('customerPage.holds.until'),
      cell: ({ until }) => (until === null ? t('customerPage.holds.untilLifted') : formatLastDay(until, language)),
    },
    {
      label: t('customerPage.holds.size'),
      numeric: true,
      cell: ({ sizeBytes }) => formatFileSize(sizeBytes, language),
    },
  ];
  return (
    <Part query={useCustomerHolds(id)} noted>
      {({ holds }) => (
        <Rows
          label={t('customerPage.holds.list')}
          columns={columns}
          rows={holds}
          rowKey={({ recordingId }) => recordingId}
          empty={{ icon: 'lock', title: t('customerPage.holds.none.title'), text: t('customerPage.holds.none.text') }}
        />
      )}
    </Part>
  );
}

type Sent = ResponseOf<'/api/v1/operator/tenants/{id}/cancellations'>['cancellations'][number];

export function CustomerCancellations({ id }: { id: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<Sent>[] = [
    { label: t('customerPage.cancellations.sentAt'), cell: ({ sentAt }) => formatWhen(sentAt, language) },
    {
      label: t('customerPage.cancellations.service'),
      cell: ({ service }) =>
        service === null ? t('operator.cancellations.unknownService') : t(`services.names.${service}`),
    },
    {
      label: t('customerPage.cancellations.state'),
      cell: ({ state }) => (
        <StatusBadge {...CANCELLATION_BADGES[state]} size="md">
          {t(`operator.cancellations.states.${state}`)}
        </StatusBadge>
      ),
    },
    {
      label: t('customerPage.cancellations.endsAt'),
      cell: ({ serviceEndsAt }) => (serviceEndsAt === null ? '–' : formatLastDay(serviceEndsAt, language)),
    },
  ];
  return (
    <Part query={useCustomerCancellations(id)} noted>
      {({ cancellations }) => (
        <Rows
          label={t('customerPage.cancellations.list')}
          columns={columns}
          rows={cancellations}
          rowKey={(one) => one.id}
          empty={{
            icon: 'mail',
            title: t('customerPage.cancellations.none.title'),
            text: t('customerPage.cancellations.none.text'),
          }}
        />
      )}
    </Part>
  );
}
