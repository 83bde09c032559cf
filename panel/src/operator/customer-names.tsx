import { Button, Group, NativeSelect, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { TenantAlias } from '../api/client.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { useQuestion } from '../ui/question.tsx';
import { useSources } from './use-sources.ts';
import { useAddTenantName, useRemoveTenantName, useTenantNames } from './use-tenant-names.ts';
import { useForm } from '../ui/use-form.ts';

const KINDS = ['metadata', 'header', 'request-uri', 'domain', 'certificate'] as const;

/** Limit of the API. */
const MAX_NAME_CHARS = 253;

/** The names by which PBXs call the tenant. */
export function CustomerNames({ id }: { id: string }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const [adding, dialog] = useDisclosure(false);
  const names = useTenantNames(id);
  const mayEdit = mayDecideAsOperator(user);
  const columns: Column<TenantAlias>[] = [
    { label: t('tenantNames.name'), cell: ({ name }) => <strong>{name}</strong> },
    { label: t('tenantNames.kind'), cell: ({ kind }) => t(`tenantNames.kinds.${kind}`) },
    { label: t('tenantNames.source'), cell: ({ source }) => source?.name ?? t('tenantNames.everySource') },
    ...(mayEdit
      ? [{ label: t('operator.customer.actions'), cell: (alias: TenantAlias) => <Remove alias={alias} /> }]
      : []),
  ];
  return (
    <Paper style={{ overflow: 'hidden' }}>
      <Group justify="space-between" p="lg">
        <Title order={2}>{t('tenantNames.title')}</Title>
        {mayEdit && (
          <Button variant="light" leftSection={<Icon name="plus" size={16} />} onClick={dialog.open}>
            {t('tenantNames.add')}
          </Button>
        )}
      </Group>
      {names.isPending && <ListSkeleton label={t('tenantNames.loading')} />}
      {names.isError && <LoadError error={names.error} onRetry={() => void names.refetch()} />}
      {names.data?.aliases.length === 0 && (
        <Text px="lg" pb="lg" c="dimmed">
          {t('tenantNames.none')}
        </Text>
      )}
      {names.data !== undefined && names.data.aliases.length > 0 && (
        <DataList
          label={t('tenantNames.title')}
          columns={columns}
          rows={names.data.aliases}
          rowKey={(alias) => alias.id}
        />
      )}
      <Dialog opened={adding} onClose={dialog.close} title={t('tenantNames.add')}>
        <NameForm id={id} onClose={dialog.close} />
      </Dialog>
    </Paper>
  );
}

function Remove({ alias: { id, tenantId, name } }: { alias: TenantAlias }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const question = useQuestion();
  const remove = useRemoveTenantName(() => notices.done(t('operator.customer.saved')));
  const ask = () =>
    question(
      {
        title: t('tenantNames.removeTitle'),
        text: t('tenantNames.removeText', { name }),
        confirm: t('tenantNames.remove'),
      },
      () =>
        remove.mutate(
          { params: { path: { id: tenantId, aliasId: id } } },
          { onError: (error) => notices.failed(error) },
        ),
    );
  return (
    <Button variant="light" size="xs" aria-label={t('tenantNames.removeOf', { name })} onClick={ask}>
      {t('tenantNames.remove')}
    </Button>
  );
}

function NameForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const sources = useSources().data?.sources ?? [];
  const add = useAddTenantName(() => {
    notices.done(t('operator.customer.saved'));
    onClose();
  });
  const form = useForm<{ name: string; kind: (typeof KINDS)[number]; sourceId: string }>({
    initialValues: { name: '', kind: 'metadata', sourceId: '' },
    validate: { name: (name) => (name.trim() === '' ? t('tenantNames.nameRequired') : null) },
  });
  const submit = form.onSubmit(({ sourceId, ...body }) =>
    add.mutate({ params: { path: { id } }, body: { ...body, sourceId: sourceId || null } }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          data-autofocus
          required
          maxLength={MAX_NAME_CHARS}
          label={t('tenantNames.name')}
          description={t('tenantNames.nameHint')}
          {...form.getInputProps('name')}
        />
        <NativeSelect
          label={t('tenantNames.kind')}
          data={KINDS.map((kind) => ({ value: kind, label: t(`tenantNames.kinds.${kind}`) }))}
          {...form.getInputProps('kind')}
        />
        <NativeSelect
          label={t('tenantNames.source')}
          data={[
            { value: '', label: t('tenantNames.everySource') },
            ...sources.map(({ id: value, name: label }) => ({ value, label })),
          ]}
          {...form.getInputProps('sourceId')}
        />
        <RequestFailed error={add.error} />
        <FormButtons onCancel={onClose} submit={t('operator.customer.save')} pending={add.isPending} />
      </Stack>
    </form>
  );
}
