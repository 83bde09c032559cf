import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type RefusedUpload } from '../api/client.ts';
import { formatFileSize } from '../format/numbers.ts';
import { formatDate, formatTime } from '../format/warsaw-time.ts';
import { hasText, useLanguage } from '../i18n/i18n.ts';
import { refusedUploads } from '../i18n/pl/refused-uploads.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage, ListSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RefusedFileWindow } from './refused-file-window.tsx';

const UPLOADS = '/api/v1/operator/refused-uploads';

/** "Odrzucone pliki": the uploads of the last day whose audio could not be used. */
export function RefusedUploadsPage() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<RefusedUpload | null>(null);
  const uploads = api.useQuery('get', UPLOADS, {}, { staleTime: 0 });
  const columns = useColumns(setOpened);
  const rows = uploads.data?.uploads ?? [];
  return (
    <Stack>
      <PageHeader title={t('refusedUploads.title')} lead={t('refusedUploads.lead')}>
        <Group gap="sm">
          <Button variant="default" renderRoot={(props) => <Link to="/operator/sources" {...props} />}>
            {t('refusedUploads.back')}
          </Button>
          <Button variant="default" loading={uploads.isFetching} onClick={() => void uploads.refetch()}>
            {t('calls.refresh')}
          </Button>
        </Group>
      </PageHeader>
      {uploads.isPending && <ListSkeleton label={t('refusedUploads.loading')} />}
      {uploads.isError && <LoadError error={uploads.error} onRetry={() => void uploads.refetch()} />}
      {uploads.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          {rows.length === 0 ? (
            <EmptyMessage icon="phone" title={t('refusedUploads.empty.title')} text={t('refusedUploads.empty.text')} />
          ) : (
            <DataList label={t('refusedUploads.title')} columns={columns} rows={rows} rowKey={({ id }) => id} />
          )}
        </Paper>
      )}
      <RefusedFileWindow upload={opened} onClose={() => setOpened(null)} />
    </Stack>
  );
}

function useColumns(onFetch: (upload: RefusedUpload) => void): Column<RefusedUpload>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const at = (instant: string) => `${formatDate(instant, language)} ${formatTime(instant, language)}`;
  return [
    {
      label: t('refusedUploads.columns.refusedAt'),
      cell: ({ refusedAt, endsAt }) => (
        <>
          {at(refusedAt)}
          <Dimmed>{t('refusedUploads.until', { at: at(endsAt) })}</Dimmed>
        </>
      ),
    },
    {
      label: t('refusedUploads.columns.source'),
      cell: ({ source, tenant }) => (
        <>
          {source.name}
          <Dimmed>{tenant.name}</Dimmed>
        </>
      ),
    },
    { label: t('refusedUploads.columns.reason'), cell: (upload) => <Reason upload={upload} /> },
    {
      label: t('refusedUploads.columns.file'),
      cell: ({ sizeBytes, beginsAs, isStored }) => (
        <>
          {formatFileSize(sizeBytes, language)}
          <Beginning of={beginsAs} />
          {!isStored && <Dimmed>{t('refusedUploads.notKept')}</Dimmed>}
        </>
      ),
    },
    {
      label: t('refusedUploads.columns.actions'),
      cell: (upload) =>
        upload.isStored && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="light"
              aria-label={t('refusedUploads.fetchOf', { at: at(upload.refusedAt) })}
              onClick={() => onFetch(upload)}
            >
              {t('refusedUploads.fetch')}
            </Button>
            <RetryButton id={upload.id} label={t('refusedUploads.retryOf', { at: at(upload.refusedAt) })} />
          </Group>
        ),
    },
  ];
}

/** Names of formats are the same in each language. */
function Beginning({ of }: { of: string }) {
  const { t } = useTranslation();
  const what = hasText(refusedUploads.beginnings, of) ? t(`refusedUploads.beginnings.${of}`) : of;
  return <Dimmed>{t('refusedUploads.beginsAs', { what })}</Dimmed>;
}

/** The answer that the PBX got, and the id that its people quote. */
function Reason({ upload: { id, code, reason, times } }: { upload: RefusedUpload }) {
  const { t } = useTranslation();
  return (
    <>
      {hasText(refusedUploads.codes, code) ? t(`refusedUploads.codes.${code}`) : code}
      {times > 1 && ` · ${t('refusedUploads.times', { times })}`}
      <Dimmed>{reason}</Dimmed>
      <Dimmed>{t('refusedUploads.copyId', { id })}</Dimmed>
    </>
  );
}

function Dimmed({ children }: { children: string }) {
  return (
    <Text span display="block" size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {children}
    </Text>
  );
}

/** For administrators: it becomes a recording of the customer. */
function RetryButton({ id, label }: { id: string; label: string }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const retry = api.useMutation('post', `${UPLOADS}/{id}/retry`, {
    onSuccess: () => notices.done(t('refusedUploads.retried')),
    onError: (error) => notices.failed(error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['get', UPLOADS] }),
  });
  if (!mayDecideAsOperator(user)) return null;
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={label}
      loading={retry.isPending}
      onClick={() => retry.mutate({ params: { path: { id } } })}
    >
      {t('refusedUploads.retry')}
    </Button>
  );
}
