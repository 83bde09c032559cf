import { Button, Checkbox, Group, Paper, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../api/client.ts';
import { formatMoney } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { useAddPlan, useEditPlan, useTenants } from './use-operator.ts';
import { useForm } from '../ui/use-form.ts';

/** The plans, and forms to add and to change one. */
export function PlansPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const list = useTenants();
  const [edited, setEdited] = useState<Plan | 'new' | null>(null);
  const columns = useColumns(mayDecideAsOperator(user) ? setEdited : null);
  const close = (): void => setEdited(null);
  return (
    <Stack>
      <PageHeader title={t('operator.plans.title')} lead={t('operator.plans.lead')}>
        {mayDecideAsOperator(user) && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setEdited('new')}>
            {t('operator.plans.add')}
          </Button>
        )}
      </PageHeader>
      <ReadOnlyNote />
      {list.isPending && <ListSkeleton label={t('operator.plans.loading')} />}
      {list.isError && <LoadError error={list.error} onRetry={() => void list.refetch()} />}
      {list.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          <DataList
            label={t('operator.plans.list')}
            columns={columns}
            rows={list.data.plans}
            rowKey={({ name }) => name}
          />
        </Paper>
      )}
      <Dialog
        opened={edited !== null}
        onClose={close}
        title={edited === null || edited === 'new' ? t('operator.plans.add') : edited.name}
      >
        {edited === 'new' && <NewPlan onClose={close} />}
        {edited !== null && edited !== 'new' && <EditPlan plan={edited} onClose={close} />}
      </Dialog>
    </Stack>
  );
}

function useColumns(onEdit: ((plan: Plan) => void) | null): Column<Plan>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<Plan>[] = [
    { label: t('operator.plans.columns.name'), cell: ({ name }) => <strong>{name}</strong> },
    {
      label: t('operator.plans.columns.recording'),
      cell: ({ includesRecording }) => t(includesRecording ? 'operator.plans.includes' : 'operator.plans.without'),
    },
    {
      label: t('money.netColumn'),
      numeric: true,
      cell: ({ monthlyNetGrosze }) =>
        monthlyNetGrosze === null ? (
          <StatusBadge color="amber" icon="warning" size="md">
            {t('prices.toBeAgreed')}
          </StatusBadge>
        ) : (
          formatMoney(monthlyNetGrosze, language)
        ),
    },
    {
      label: t('operator.plans.columns.holds'),
      cell: ({ maxHolds, maxHoldDays }) =>
        maxHolds === null && maxHoldDays === null
          ? t('operator.plans.noLimit')
          : t('operator.plans.holds', {
              number: maxHolds ?? t('operator.plans.noLimit'),
              days: maxHoldDays ?? t('operator.plans.noLimit'),
            }),
    },
    {
      label: t('operator.plans.columns.state'),
      cell: ({ isRetired }) => (
        <StatusBadge {...(isRetired ? { color: 'gray', icon: 'history' } : { color: 'on', icon: 'check' })} size="md">
          {t(`operator.plans.states.${isRetired ? 'retired' : 'offered'}`)}
        </StatusBadge>
      ),
    },
  ];
  if (onEdit === null) return columns;
  const change: Column<Plan> = {
    label: t('operator.plans.columns.change'),
    cell: (plan) => (
      <Button
        variant="light"
        size="xs"
        aria-label={t('operator.plans.changeOf', { name: plan.name })}
        onClick={() => onEdit(plan)}
      >
        {t('operator.plans.change')}
      </Button>
    ),
  };
  return [...columns, change];
}

function NewPlan({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const add = useAddPlan(() => {
    notices.done(t('operator.plans.saved'));
    onClose();
  });
  const form = useForm({
    initialValues: { name: '', includesRecording: true },
    validate: { name: (name) => (name.trim() === '' ? t('operator.plans.nameRequired') : null) },
  });
  return (
    <form onSubmit={form.onSubmit((body) => add.mutate({ body }))} noValidate>
      <Stack>
        <TextInput data-autofocus label={t('operator.plans.name')} {...form.getInputProps('name')} />
        <Checkbox
          label={t('operator.plans.includesRecording')}
          {...form.getInputProps('includesRecording', { type: 'checkbox' })}
        />
        <RequestFailed error={add.error} />
        <FormButtons onCancel={onClose} submit={t('operator.plans.save')} pending={add.isPending} />
      </Stack>
    </form>
  );
}

function EditPlan({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const edit = useEditPlan(() => {
    notices.done(t('operator.plans.saved'));
    onClose();
  });
  const isLimit = (text: string) => (/^\d{0,6}$/.test(text.trim()) ? null : t('operator.plans.limitInvalid'));
  const form = useForm({
    initialValues: {
      includesRecording: plan.includesRecording,
      isRetired: plan.isRetired,
      maxHolds: String(plan.maxHolds ?? ''),
      maxHoldDays: String(plan.maxHoldDays ?? ''),
    },
    validate: { maxHolds: isLimit, maxHoldDays: isLimit },
  });
  const submit = form.onSubmit(({ includesRecording, isRetired, maxHolds, maxHoldDays }) => {
    const holdLimits = { maxHolds: limitOf(maxHolds), maxHoldDays: limitOf(maxHoldDays) };
    edit.mutate({ params: { path: { name: plan.name } }, body: { includesRecording, isRetired, holdLimits } });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Checkbox
          data-autofocus
          label={t('operator.plans.includesRecording')}
          {...form.getInputProps('includesRecording', { type: 'checkbox' })}
        />
        <Checkbox label={t('operator.plans.isRetired')} {...form.getInputProps('isRetired', { type: 'checkbox' })} />
        <Group grow align="flex-start">
          <TextInput
            inputMode="numeric"
            label={t('operator.plans.maxHolds')}
            description={t('operator.plans.limitHint')}
            {...form.getInputProps('maxHolds')}
          />
          <TextInput
            inputMode="numeric"
            label={t('operator.plans.maxHoldDays')}
            description={t('operator.plans.limitHint')}
            {...form.getInputProps('maxHoldDays')}
          />
        </Group>
        <RequestFailed error={edit.error} />
        <FormButtons onCancel={onClose} submit={t('operator.plans.save')} pending={edit.isPending} />
      </Stack>
    </form>
  );
}

function limitOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}
