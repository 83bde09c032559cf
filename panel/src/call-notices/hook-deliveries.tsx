import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallHook, CallHookDelivery } from '../api/client.ts';
import { formatWhen } from '../format/when.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage, ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useFailureText } from './failure-text.ts';
import { useDeliveries, useResend, useTestHook } from './use-call-notices.ts';

const SIGNS = {
  waiting: { color: 'amber', icon: 'clock' },
  delivered: { color: 'on', icon: 'check' },
  'given-up': { color: 'off', icon: 'close' },
} as const;

/** What was sent to a program, what it answered, and a test. */
export function HookDeliveries({ hook }: { hook: CallHook }) {
  const { t } = useTranslation();
  const log = useDeliveries(hook.id);
  const columns = useColumns(hook);
  const rows = log.data?.deliveries ?? [];
  return (
    <Stack>
      <Text size="sm">{t('callNotices.log.lead', { name: hook.name })}</Text>
      <TestEvent hook={hook} />
      {log.isPending && <ListSkeleton label={t('callNotices.log.loading')} />}
      {log.isError && <LoadError error={log.error} onRetry={() => void log.refetch()} />}
      {log.data !== undefined &&
        (rows.length === 0 ? (
          <EmptyMessage icon="send" title={t('callNotices.log.empty.title')} text={t('callNotices.log.empty.text')} />
        ) : (
          <DataList label={t('callNotices.log.title')} columns={columns} rows={rows} rowKey={({ id }) => id} />
        ))}
    </Stack>
  );
}

function TestEvent({ hook: { id } }: { hook: CallHook }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const test = useTestHook();
  return (
    <Stack gap="xs">
      <Group>
        <Button
          variant="default"
          leftSection={<Icon name="send" size={16} />}
          loading={test.isPending}
          onClick={() => test.mutate({ params: { path: { id } } })}
        >
          {t('callNotices.log.test')}
        </Button>
      </Group>
      <div aria-live="polite">
        {test.data !== undefined && (
          <Alert
            color={test.data.accepted ? 'on' : 'off'}
            icon={<Icon name={test.data.accepted ? 'check' : 'warning'} />}
          >
            {test.data.accepted
              ? t('callNotices.log.accepted', { status: test.data.status ?? '' })
              : failureText(test.data.failure ?? '')}
          </Alert>
        )}
      </div>
      <RequestFailed error={test.error} />
    </Stack>
  );
}

function useColumns({ id: hookId }: CallHook): Column<CallHookDelivery>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const failureText = useFailureText();
  const notices = useNotices();
  const resend = useResend(() => notices.done(t('callNotices.log.resent')));
  return [
    { label: t('callNotices.log.columns.when'), cell: ({ createdAt }) => formatWhen(createdAt, language) },
    {
      label: t('callNotices.log.columns.event'),
      cell: ({ event }) => t(`callNotices.events.${event as 'test'}`),
    },
    {
      label: t('callNotices.log.columns.state'),
      cell: ({ state, status, failure, nextAttemptAt }) => (
        <Stack gap={2} align="flex-start">
          <StatusBadge {...SIGNS[state]}>{t(`callNotices.log.states.${state}`)}</StatusBadge>
          <Text size="sm">
            {failure === null ? status !== null && t('callNotices.log.answered', { status }) : failureText(failure)}
            {failure !== null &&
              nextAttemptAt !== null &&
              ` ${t('callNotices.log.again', { when: formatWhen(nextAttemptAt, language) })}`}
          </Text>
        </Stack>
      ),
    },
    { label: t('callNotices.log.columns.attempts'), numeric: true, cell: ({ attempts }) => attempts },
    {
      label: t('callNotices.log.columns.actions'),
      cell: ({ id, event, state, createdAt }) =>
        state !== 'waiting' &&
        event !== 'test' && (
          <Button
            size="xs"
            variant="light"
            aria-label={t('callNotices.log.resendOf', { when: formatWhen(createdAt, language) })}
            onClick={() =>
              resend.mutate(
                { params: { path: { id: hookId, deliveryId: id } } },
                { onError: (error) => notices.failed(error) },
              )
            }
          >
            {t('callNotices.log.resend')}
          </Button>
        ),
    },
  ];
}
