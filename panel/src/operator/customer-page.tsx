import { Anchor, Button, Group, Paper, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Customer } from '../api/client.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { CustomerContacts } from './customer-contacts.tsx';
import { CustomerFiles } from './customer-files.tsx';
import { CustomerLeave } from './customer-leave.tsx';
import { CustomerNames } from './customer-names.tsx';
import { CustomerNumbers } from './customer-numbers.tsx';
import { CustomerSuspension } from './customer-suspension.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { useChangeCustomer, useCustomer } from './use-customer.ts';

const route = getRouteApi('/signed-in/operator/tenants/$id');

/** One tenant: its data for invoices, contacts, numbers and suspension. */
export function CustomerPage() {
  const { id } = route.useParams();
  const { t } = useTranslation();
  const customer = useCustomer(id);
  return (
    <Stack>
      <Anchor size="sm" renderRoot={(props) => <Link to="/operator/tenants" {...props} />}>
        ← {t('operator.customer.back')}
      </Anchor>
      <PageHeader title={customer.data?.name ?? t('operator.customer.title')}>
        <Button
          variant="default"
          leftSection={<Icon name="search" size={16} />}
          renderRoot={(props) => <Link to="/operator/where" search={{ tenant: id }} {...props} />}
        >
          {t('timeline.support.button')}
        </Button>
      </PageHeader>
      <ReadOnlyNote />
      {customer.isPending && <ListSkeleton label={t('operator.customer.loading')} />}
      {customer.isError && <LoadError error={customer.error} onRetry={() => void customer.refetch()} />}
      {customer.data !== undefined && (
        <>
          <CustomerLeave leave={customer.data.leave} />
          <CustomerData customer={customer.data} />
          <CustomerContacts customer={customer.data} />
          <CustomerNumbers customer={customer.data} />
          <CustomerNames id={id} />
          <CustomerFiles id={id} />
          <CustomerSuspension customer={customer.data} />
        </>
      )}
    </Stack>
  );
}

function CustomerData({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const notices = useNotices();
  const change = useChangeCustomer(() => notices.done(t('operator.customer.saved')));
  const form = useForm({
    initialValues: {
      name: customer.name,
      nip: customer.nip ?? '',
      line1: customer.address?.line1 ?? '',
      line2: customer.address?.line2 ?? '',
      externalId: customer.externalId ?? '',
    },
    validate: {
      name: (name) => (name.trim() === '' ? t('operator.customer.nameRequired') : null),
      line1: (line1, { line2 }) =>
        line1.trim() === '' && line2.trim() !== '' ? t('operator.customer.line1Required') : null,
    },
  });
  const readOnly = !mayDecideAsOperator(user);
  const submit = form.onSubmit(({ name, nip, line1, line2, externalId }) =>
    change.mutate({
      params: { path: { id: customer.id } },
      body: {
        name,
        nip: orNull(nip),
        externalId: orNull(externalId),
        address:
          orNull(line1) === null ? null : { line1, line2: orNull(line2), country: customer.address?.country ?? 'PL' },
      },
    }),
  );
  return (
    <Paper p="lg">
      <form onSubmit={submit} noValidate>
        <Stack maw={560}>
          <Title order={2}>{t('operator.customer.data')}</Title>
          <TextInput readOnly={readOnly} label={t('operator.customer.name')} {...form.getInputProps('name')} />
          <TextInput
            readOnly={readOnly}
            label={t('operator.customer.nip')}
            description={t('operator.customer.nipHint')}
            {...form.getInputProps('nip')}
          />
          <TextInput readOnly={readOnly} label={t('operator.customer.line1')} {...form.getInputProps('line1')} />
          <TextInput readOnly={readOnly} label={t('operator.customer.line2')} {...form.getInputProps('line2')} />
          <TextInput
            readOnly={readOnly}
            label={t('operator.customer.externalId')}
            description={t('operator.customer.externalIdHint')}
            {...form.getInputProps('externalId')}
          />
          <RequestFailed error={change.error} />
          {!readOnly && (
            <Group>
              <Button type="submit" loading={change.isPending}>
                {t('operator.customer.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Paper>
  );
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text;
}
