import { ActionIcon, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { useQuestion } from '../ui/question.tsx';
import { SecretShownOnce } from '../ui/copyable.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyMessage, ListSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { CallRecordsForm } from './call-records-form.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { SourceActivity } from './source-activity.tsx';
import { SourceDigestForm } from './source-digest-form.tsx';
import { SourceForm } from './source-form.tsx';
import { SourceKeyForm } from './source-key-form.tsx';
import { UnknownNames } from './unknown-names.tsx';
import { useRemoveSource, useRemoveSourceKey, useSources } from './use-sources.ts';

/** The PBXs that may record, their addresses and keys. */
export function SourcesPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [opened, dialog] = useDisclosure(false);
  const [apiKey, setApiKey] = useState<string | null>(null);
  const sources = useSources();
  const columns = useColumns(setApiKey);
  const rows = sources.data?.sources ?? [];
  return (
    <Stack>
      <PageHeader title={t('sources.title')} lead={t('sources.lead')}>
        <Button variant="default" renderRoot={(props) => <Link to="/operator/refused-uploads" {...props} />}>
          {t('refusedUploads.title')}
        </Button>
        {mayDecideAsOperator(user) && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={dialog.open}>
            {t('sources.add')}
          </Button>
        )}
      </PageHeader>
      <ReadOnlyNote />
      <UnknownNames />
      {sources.isPending && <ListSkeleton label={t('sources.loading')} />}
      {sources.isError && <LoadError error={sources.error} onRetry={() => void sources.refetch()} />}
      {sources.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          {rows.length === 0 ? (
            <EmptyMessage icon="phone" title={t('sources.empty.title')} text={t('sources.empty.text')} />
          ) : (
            <DataList label={t('sources.list')} columns={columns} rows={rows} rowKey={({ id }) => id} />
          )}
        </Paper>
      )}
      <Dialog title={t('sources.add')} opened={opened} onClose={dialog.close}>
        <SourceForm source={null} onClose={dialog.close} onKey={setApiKey} />
      </Dialog>
      <SecretShownOnce
        secret={apiKey}
        texts={{
          title: t('sources.keyReady.title'),
          name: t('sources.keyReady.name'),
          warning: t('sources.keyReady.warning'),
          close: t('sources.keyReady.close'),
        }}
        onClose={() => setApiKey(null)}
      />
    </Stack>
  );
}

function useColumns(onKey: (apiKey: string) => void): Column<Source>[] {
  const { t } = useTranslation();
  const { user } = useSession();
  const columns: Column<Source>[] = [
    { label: t('sources.columns.name'), cell: ({ name }) => <strong>{name}</strong> },
    {
      label: t('sources.columns.addresses'),
      cell: (source) => <Addresses source={source} />,
    },
    { label: t('sources.columns.tenant'), cell: ({ tenant }) => tenant?.name ?? t('sources.allTenants') },
    { label: t('sources.columns.lastSeen'), cell: ({ lastSeen }) => <LastSeen lastSeen={lastSeen} /> },
    { label: t('sources.columns.activity'), cell: (source) => <SourceActivity source={source} /> },
    { label: t('sources.columns.keys'), cell: (source) => <Keys source={source} /> },
  ];
  if (!mayDecideAsOperator(user)) return columns;
  return [...columns, { label: t('sources.columns.actions'), cell: (source) => <Actions {...{ source, onKey }} /> }];
}

function Addresses({ source: { addresses, certificates, names, digestUser } }: { source: Source }) {
  const { t } = useTranslation();
  if (addresses.length + certificates.length === 0 && digestUser === null) return t('sources.uploadsOnly');
  const known = addresses.map((address) => {
    const name = names.find((one) => one.name === address);
    return (
      <div key={address}>
        <Text size="sm">{address}</Text>
        {name !== undefined && (
          <Text size="xs" c="dimmed">
            {name.addresses.length === 0
              ? t('sources.unresolved')
              : t('sources.resolvesTo', { addresses: name.addresses.join(', ') })}
          </Text>
        )}
        {name !== undefined && name.failure !== null && (
          <Text size="xs" c="dimmed">
            {t('sources.dnsFailure')}
          </Text>
        )}
      </div>
    );
  });
  return [
    ...known,
    ...(digestUser === null
      ? []
      : [
          <Text key="digest" size="sm">
            {t('sources.digest.signsIn', { user: digestUser })}
          </Text>,
        ]),
    ...certificates.map((name) => (
      <Text key={`certificate ${name}`} size="sm">
        {t('sources.certificate', { name })}
      </Text>
    )),
  ];
}

function LastSeen({ lastSeen }: Pick<Source, 'lastSeen'>) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (lastSeen === null) return t('sources.never');
  const { at } = lastSeen;
  return t('sources.seen', { date: formatDate(at, language), time: formatHour(at, language) });
}

function Keys({ source }: { source: Source }) {
  const { t } = useTranslation();
  if (source.keys.length === 0) return t('sources.noKeys');
  return (
    <Stack gap="xs">
      {source.keys.map((key) => (
        <KeyLine key={key.id} source={source} sourceKey={key} />
      ))}
    </Stack>
  );
}

function KeyLine({ source, sourceKey }: { source: Source; sourceKey: Source['keys'][number] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { user } = useSession();
  const notices = useNotices();
  const remove = useRemoveSourceKey();
  const { id, name, prefix, scopes, expiresAt } = sourceKey;
  const shown = `${prefix ?? ''}…`;
  const question = useQuestion();
  const ask = () =>
    question(
      {
        title: t('sources.removeKeyTitle'),
        text: t('sources.removeKeyText', { prefix: shown }),
        confirm: t('sources.remove'),
      },
      () =>
        remove.mutate(
          { params: { path: { id: source.id, keyId: id } } },
          { onError: (error) => notices.failed(error) },
        ),
    );
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <div>
        <Text size="sm">
          <code>{shown}</code> {name}
        </Text>
        <Text size="xs" c="dimmed">
          {scopes.map((scope) => t(`sources.scopes.${scope}`)).join(', ')}
        </Text>
        {expiresAt !== null && (
          <Text size="xs" c="dimmed">
            {t(new Date(expiresAt) > new Date() ? 'sources.until' : 'sources.expired', {
              date: formatDate(expiresAt, language),
              time: formatHour(expiresAt, language),
            })}
          </Text>
        )}
      </div>
      {mayDecideAsOperator(user) && (
        <ActionIcon color="gray" onClick={ask} aria-label={t('sources.removeKey', { prefix: shown })}>
          <Icon name="trash" size={16} />
        </ActionIcon>
      )}
    </Group>
  );
}

function Actions({ source, onKey }: { source: Source; onKey: (apiKey: string) => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const [open, setOpen] = useState<'edit' | 'key' | 'digest' | 'records' | null>(null);
  const close = () => setOpen(null);
  const remove = useRemoveSource(() => notices.done(t('sources.removed')));
  const { id, name } = source;
  const question = useQuestion();
  const ask = () =>
    question(
      { title: t('sources.removeTitle'), text: t('sources.removeText', { name }), confirm: t('sources.remove') },
      () => remove.mutate({ params: { path: { id } } }, { onError: (error) => notices.failed(error) }),
    );
  return (
    <Group gap="xs">
      <Button size="xs" variant="light" aria-label={t('sources.editOf', { name })} onClick={() => setOpen('edit')}>
        {t('sources.edit')}
      </Button>
      <Button size="xs" variant="light" aria-label={t('sources.newKeyOf', { name })} onClick={() => setOpen('key')}>
        {t('sources.newKey')}
      </Button>
      <Button size="xs" variant="light" aria-label={t('sources.digest.of', { name })} onClick={() => setOpen('digest')}>
        {t('sources.digest.button')}
      </Button>
      <Button size="xs" variant="light" aria-label={t('callRecords.of', { name })} onClick={() => setOpen('records')}>
        {t('callRecords.button')}
      </Button>
      <Button size="xs" variant="light" color="off" aria-label={t('sources.removeOf', { name })} onClick={ask}>
        {t('sources.remove')}
      </Button>
      <Dialog title={t('sources.editTitle')} opened={open === 'edit'} onClose={close}>
        <SourceForm source={source} onClose={close} onKey={onKey} />
      </Dialog>
      <Dialog title={t('callRecords.title')} opened={open === 'records'} onClose={close} size="xl">
        <CallRecordsForm source={source} onClose={close} />
      </Dialog>
      <Dialog title={t('sources.digest.title')} opened={open === 'digest'} onClose={close}>
        <SourceDigestForm source={source} onClose={close} />
      </Dialog>
      <Dialog title={t('sources.keyTitle')} opened={open === 'key'} onClose={close}>
        <SourceKeyForm source={source} onClose={close} onKey={onKey} />
      </Dialog>
    </Group>
  );
}
