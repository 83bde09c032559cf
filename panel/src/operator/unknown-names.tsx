import { Button, NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnknownName } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { useUnsavedState } from '../ui/use-form.ts';
import { useTenants } from './use-operator.ts';
import { useAddTenantName, useUnknownNames } from './use-tenant-names.ts';

/** The names that PBXs gave lately and that no tenant has, each to be given to one. Nothing while there is none. */
export function UnknownNames() {
  const { t } = useTranslation();
  const { user } = useSession();
  const { language } = useLanguage();
  const [chosen, setChosen] = useState<UnknownName | null>(null);
  const rows = useUnknownNames().data?.names ?? [];
  if (rows.length === 0) return null;
  const columns: Column<UnknownName>[] = [
    { label: t('tenantNames.name'), cell: ({ name }) => <strong>{name}</strong> },
    { label: t('tenantNames.kind'), cell: ({ kind }) => t(`tenantNames.kinds.${kind}`) },
    { label: t('tenantNames.source'), cell: ({ source }) => source.name },
    { label: t('tenantNames.unknown.count'), numeric: true, cell: ({ count }) => count },
    {
      label: t('tenantNames.unknown.lastSeen'),
      cell: ({ lastSeenAt }) =>
        t('sources.seen', { date: formatDate(lastSeenAt, language), time: formatHour(lastSeenAt, language) }),
    },
  ];
  const give: Column<UnknownName> = {
    label: t('operator.customer.actions'),
    cell: (row) => (
      <Button
        size="xs"
        variant="light"
        aria-label={t('tenantNames.unknown.giveOf', { name: row.name })}
        onClick={() => setChosen(row)}
      >
        {t('tenantNames.unknown.give')}
      </Button>
    ),
  };
  return (
    <Paper style={{ overflow: 'hidden' }}>
      <Stack p="lg" gap="xs">
        <Title order={2}>{t('tenantNames.unknown.title')}</Title>
        <Text c="dimmed">{t('tenantNames.unknown.lead')}</Text>
      </Stack>
      <DataList
        label={t('tenantNames.unknown.title')}
        columns={mayDecideAsOperator(user) ? [...columns, give] : columns}
        rows={rows}
        rowKey={({ source, kind, name }) => `${source.id} ${kind} ${name}`}
      />
      <Dialog opened={chosen !== null} onClose={() => setChosen(null)} title={t('tenantNames.unknown.giveTitle')}>
        {chosen !== null && <GiveForm unknown={chosen} onClose={() => setChosen(null)} />}
      </Dialog>
    </Paper>
  );
}

function GiveForm({ unknown: { name, kind, source }, onClose }: { unknown: UnknownName; onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const tenants = useTenants().data?.tenants ?? [];
  const [tenantId, setTenantId] = useUnsavedState('');
  const add = useAddTenantName(() => {
    notices.done(t('operator.customer.saved'));
    onClose();
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ params: { path: { id: tenantId } }, body: { name, kind, sourceId: source.id } });
      }}
    >
      <Stack>
        <Text>{t('tenantNames.unknown.giveText', { name, source: source.name })}</Text>
        <NativeSelect
          data-autofocus
          label={t('sources.columns.tenant')}
          data={[
            { value: '', label: t('tenantNames.unknown.choose') },
            ...tenants.map(({ id: value, name: label }) => ({ value, label })),
          ]}
          value={tenantId}
          onChange={(event) => setTenantId(event.currentTarget.value)}
        />
        <RequestFailed error={add.error} />
        <FormButtons
          onCancel={onClose}
          submit={t('operator.customer.save')}
          pending={add.isPending}
          disabled={tenantId === ''}
        />
      </Stack>
    </form>
  );
}
