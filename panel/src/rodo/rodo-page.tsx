import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RodoRequest } from '../api/client.ts';
import { formatDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage, ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useDesk } from './desk.ts';
import { NewRequestButton } from './new-request.tsx';
import { useRequests, useRodoSettings, useTurnOnTwoPersons } from './use-rodo.ts';

/** "RODO": requests of data subjects, and whether two persons are needed. */
export function RodoPage() {
  const { t } = useTranslation();
  return (
    <Stack>
      <PageHeader title={t('rodo.title')} lead={t('rodo.lead')}>
        <NewRequestButton />
      </PageHeader>
      <Requests />
      <TwoPersonsCard />
    </Stack>
  );
}

/** All requests. `tenantNames`: by id, for the operator. */
export function Requests({ tenantNames }: { tenantNames?: ReadonlyMap<string, string> }) {
  const { t } = useTranslation();
  const requests = useRequests();
  return (
    <>
      {requests.isPending && <ListSkeleton label={t('rodo.loading')} />}
      {requests.isError && <LoadError error={requests.error} onRetry={() => void requests.refetch()} />}
      {requests.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          {requests.data.requests.length === 0 ? (
            <EmptyMessage icon="shield" title={t('rodo.empty.title')} text={t('rodo.empty.text')} />
          ) : (
            <RequestList requests={requests.data.requests} tenantNames={tenantNames} />
          )}
        </Paper>
      )}
    </>
  );
}

interface RequestListProps {
  requests: readonly RodoRequest[];
  tenantNames: ReadonlyMap<string, string> | undefined;
}

function RequestList({ requests, tenantNames }: RequestListProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const { language } = useLanguage();
  const columns: Column<RodoRequest>[] = [
    ...(tenantNames === undefined
      ? []
      : [
          {
            label: t('rodo.columns.tenant'),
            cell: ({ tenantId }: RodoRequest) => <strong>{tenantNames.get(tenantId) ?? '–'}</strong>,
          },
        ]),
    { label: t('rodo.columns.due'), cell: ({ dueOn }) => formatDay(dueOn, language) },
    { label: t('rodo.columns.kind'), cell: ({ kind }) => t(`rodo.kinds.${kind}`) },
    { label: t('rodo.columns.number'), cell: ({ maskedNumber }) => maskedNumber },
    { label: t('rodo.columns.note'), cell: ({ note }) => note || '–' },
    { label: t('rodo.columns.state'), cell: (request) => <RequestBadge request={request} /> },
    {
      label: t('rodo.columns.open'),
      cell: ({ id }) => (
        <Button
          variant="default"
          size="compact-sm"
          renderRoot={(props) => <Link to={`${desk.pages}/$id`} params={{ id }} {...props} />}
        >
          {t('rodo.show')}
        </Button>
      ),
    },
  ];
  return <DataList label={t('rodo.list')} columns={columns} rows={requests} rowKey={({ id }) => id} />;
}

const BADGES = {
  open: { color: 'brand', icon: 'clock' },
  'awaiting-release': { color: 'amber', icon: 'users' },
  working: { color: 'amber', icon: 'refresh' },
  done: { color: 'on', icon: 'check' },
  closed: { color: 'gray', icon: 'archive' },
} as const;

/** The state of a request; of a closed one, its outcome. */
export function RequestBadge({ request: { state, outcome } }: { request: Pick<RodoRequest, 'state' | 'outcome'> }) {
  const { t } = useTranslation();
  const text =
    outcome === null ? t(`rodo.states.${state}`) : `${t(`rodo.states.${state}`)} – ${t(`rodo.outcomes.${outcome}`)}`;
  return <StatusBadge {...BADGES[state]}>{text}</StatusBadge>;
}

/** Whether a second administrator must release packages and erasures. */
function TwoPersonsCard() {
  const { t } = useTranslation();
  const notices = useNotices();
  const settings = useRodoSettings();
  const turnOn = useTurnOnTwoPersons(() => notices.done(t('rodo.twoPersons.done')));
  if (settings.data === undefined) return null;
  const isOn = settings.data.twoPersonRelease;
  return (
    <Paper p="lg">
      <Stack gap="xs" align="flex-start">
        <Title order={2}>{t('rodo.twoPersons.title')}</Title>
        <Text size="sm">{t(isOn ? 'rodo.twoPersons.on' : 'rodo.twoPersons.off')}</Text>
        <RequestFailed error={turnOn.error} />
        {!isOn && (
          <Button variant="default" loading={turnOn.isPending} onClick={() => turnOn.mutate({})}>
            {t('rodo.twoPersons.turnOn')}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}
