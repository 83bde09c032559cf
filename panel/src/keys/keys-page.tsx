import { Button, Paper, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiKey } from '../api/client.ts';
import { formatDate, formatHour, formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useQuestion } from '../ui/question.tsx';
import { SecretShownOnce } from '../ui/copyable.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyMessage, ListSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { KeyForm, SCOPE_NAMES } from './key-form.tsx';
import { useKeys, useRevokeKey } from './use-keys.ts';

/** "Klucze API": the tenant's keys for integrators. */
export function KeysPage() {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const [apiKey, setApiKey] = useState<string | null>(null);
  const keys = useKeys();
  const columns = useColumns();
  const rows = keys.data?.keys ?? [];
  return (
    <Stack>
      <PageHeader title={t('keys.title')} lead={t('keys.lead')}>
        <Button component="a" href="/api/docs" variant="default">
          {t('keys.description')}
        </Button>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={dialog.open}>
          {t('keys.add')}
        </Button>
      </PageHeader>
      {keys.isPending && <ListSkeleton label={t('keys.loading')} />}
      {keys.isError && <LoadError error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          {rows.length === 0 ? (
            <EmptyMessage icon="key" title={t('keys.empty.title')} text={t('keys.empty.text')} />
          ) : (
            <DataList label={t('keys.list')} columns={columns} rows={rows} rowKey={({ id }) => id} />
          )}
        </Paper>
      )}
      <Dialog opened={opened} onClose={dialog.close} title={t('keys.add')}>
        <KeyForm onClose={dialog.close} onKey={setApiKey} />
      </Dialog>
      <SecretShownOnce
        secret={apiKey}
        texts={{
          title: t('keys.ready.title'),
          name: t('keys.ready.name'),
          warning: t('keys.ready.warning'),
          close: t('keys.ready.close'),
        }}
        onClose={() => setApiKey(null)}
      />
    </Stack>
  );
}

function useColumns(): Column<ApiKey>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return [
    { label: t('keys.columns.name'), cell: ({ name }) => <strong>{name}</strong> },
    { label: t('keys.columns.prefix'), cell: ({ prefix }) => <code>{prefix}…</code> },
    {
      label: t('keys.columns.scopes'),
      cell: ({ scopes }) => scopes.map((scope) => t(SCOPE_NAMES[scope])).join(', '),
    },
    {
      label: t('keys.columns.createdAt'),
      cell: ({ createdAt, maker, aboveMaker }) => (
        <>
          {formatDate(createdAt, language)}
          {maker !== null && ` · ${maker.login}`}
          {aboveMaker && (
            <Text size="sm" c="off">
              {t('keys.aboveMaker')}
            </Text>
          )}
        </>
      ),
    },
    { label: t('keys.columns.expiresAt'), cell: ({ expiresAt }) => <Expiry expiresAt={expiresAt} /> },
    {
      label: t('keys.columns.lastSeen'),
      cell: ({ lastSeen }) =>
        lastSeen === null
          ? t('keys.never')
          : t('keys.seen', {
              date: formatDate(lastSeen.at, language),
              time: formatHour(lastSeen.at, language),
              address: lastSeen.address,
            }),
    },
    { label: t('keys.columns.actions'), cell: (apiKey) => <Revoke apiKey={apiKey} /> },
  ];
}

function Expiry({ expiresAt }: Pick<ApiKey, 'expiresAt'>) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (expiresAt === null) return t('keys.noExpiry');
  const date = formatLastDay(expiresAt, language);
  return new Date(expiresAt) > new Date() ? date : <Text c="off">{t('keys.expired', { date })}</Text>;
}

function Revoke({ apiKey: { id, name } }: { apiKey: ApiKey }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const revoke = useRevokeKey(() => notices.done(t('keys.revoked')));
  const question = useQuestion();
  const ask = () =>
    question({ title: t('keys.revokeTitle'), text: t('keys.revokeText', { name }), confirm: t('keys.revoke') }, () =>
      revoke.mutate({ params: { path: { id } } }, { onError: (error) => notices.failed(error) }),
    );
  return (
    <Button size="xs" variant="light" color="off" aria-label={t('keys.revokeOf', { name })} onClick={ask}>
      {t('keys.revoke')}
    </Button>
  );
}
