import { Anchor, Button, Group, Paper, Stack, Tabs, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Customer } from '../api/client.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import type { AuditSearch } from '../audit/audit-search.ts';
import { CustomerAudit } from './customer-audit.tsx';
import { CustomerContacts } from './customer-contacts.tsx';
import { CustomerFiles } from './customer-files.tsx';
import { CustomerLeave } from './customer-leave.tsx';
import { CustomerLeaving } from './customer-leaving.tsx';
import { CustomerCancellations, CustomerHolds, CustomerUsers, Part } from './customer-lists.tsx';
import { CustomerServices, CustomerStatements } from './customer-money.tsx';
import { CustomerNames } from './customer-names.tsx';
import { CustomerNotes } from './customer-notes.tsx';
import { CustomerNumbers } from './customer-numbers.tsx';
import classes from './customer-page.module.css';
import { CUSTOMER_PARTS, type CustomerPart, isCustomerPart } from './customer-parts.ts';
import { CustomerPush } from './customer-push.tsx';
import { CustomerSuspension } from './customer-suspension.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { Forecast } from './service-storage.tsx';
import { useCustomerStorage } from './use-customer-parts.ts';
import { useChangeCustomer, useCustomer } from './use-customer.ts';

const route = getRouteApi('/signed-in/operator/tenants/$id');

/** One customer, part by part; each has an address of its own. */
export function CustomerPage() {
  const { id } = route.useParams();
  const { part = CUSTOMER_PARTS[0] } = route.useSearch();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const customer = useCustomer(id);
  const open = (chosen: string | null): void => {
    if (isCustomerPart(chosen))
      void navigate({ to: '/operator/tenants/$id', params: { id }, search: { part: chosen } });
  };
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
          <Tabs value={part} onChange={open} keepMounted={false} classNames={{ list: classes.tabs }}>
            <Tabs.List aria-label={t('customerPage.tabs.label')} mb="md">
              {CUSTOMER_PARTS.map((one) => (
                <Tabs.Tab key={one} value={one} ref={one === part ? showTab : undefined}>
                  {t(`customerPage.tabs.${one}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value={part}>
              <CustomerPartContent part={part} customer={customer.data} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </Stack>
  );
}

/** Where the tabs are one line that scrolls. */
function showTab(tab: HTMLElement | null): void {
  tab?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

/** Only the part that is open is asked for: most are noted in the customer's log. */
function CustomerPartContent({ part, customer }: { part: CustomerPart; customer: Customer }) {
  const { id } = customer;
  switch (part) {
    case 'data':
      return (
        <Stack>
          <CustomerData customer={customer} />
          <CustomerContacts customer={customer} />
          <CustomerFiles id={id} />
          <CustomerSuspension customer={customer} />
        </Stack>
      );
    case 'numbers':
      return (
        <Stack>
          <CustomerNumbers customer={customer} />
          <CustomerNames id={id} />
        </Stack>
      );
    case 'users':
      return <CustomerUsers id={id} />;
    case 'services':
      return <CustomerServices id={id} />;
    case 'statements':
      return <CustomerStatements id={id} />;
    case 'cancellations':
      return <CustomerCancellations id={id} />;
    case 'push':
      return <CustomerPush id={id} />;
    case 'holds':
      return <CustomerHolds id={id} />;
    case 'storage':
      return <CustomerStorage id={id} />;
    case 'audit':
      return <CustomerAuditPart id={id} />;
    case 'notes':
      return <CustomerNotes id={id} />;
    default:
      return <CustomerLeaving customer={customer} />;
  }
}

/** Its filters are in the address, beside the part's name. */
function CustomerAuditPart({ id }: { id: string }) {
  const { part: _part, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const onSearch = (changed: AuditSearch) => void navigate({ search: { ...changed, part: 'audit' }, replace: true });
  return <CustomerAudit id={id} search={search} onSearch={onSearch} />;
}

function CustomerStorage({ id }: { id: string }) {
  return (
    <Part query={useCustomerStorage(id)}>
      {(stored) => (
        <Paper p="lg">
          <Forecast of={stored} />
        </Paper>
      )}
    </Part>
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
