import { Alert, Button, Checkbox, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Customer, ResponseOf } from '../api/client.ts';
import { formatFileSize } from '../format/numbers.ts';
import { addDays, warsawDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { Fact, Facts } from '../ui/data-list.tsx';
import { DateInput } from '../ui/date-input.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { useQuestion } from '../ui/question.tsx';
import { CustomerLeave } from './customer-leave.tsx';
import { Part } from './customer-lists.tsx';
import { useCustomerLeave, useOrderLeave, useTakeBackLeave } from './use-customer-parts.ts';
import { useForm } from '../ui/use-form.ts';

type LeaveState = ResponseOf<'/api/v1/operator/tenants/{id}/leave'>;

/** The rule of the API: enough to fetch everything. */
const NOTICE_DAYS = 14;

/** What the end of a customer would destroy; it is ordered and taken back here. */
export function CustomerLeaving({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <Part query={useCustomerLeave(customer.id)}>
      {(state) => (
        <Paper p="lg">
          <Stack>
            <Title order={2}>{t('customerPage.leave.title')}</Title>
            {state.leave === null ? (
              <Text c="dimmed">{t('customerPage.leave.stays')}</Text>
            ) : (
              <CustomerLeave leave={state.leave} />
            )}
            <Title order={3}>{t('customerPage.leave.destroyed')}</Title>
            <Destroyed state={state} />
            {mayDecideAsOperator(user) && (state.leave?.leftAt ?? null) === null && (
              <Decision customer={customer} state={state} />
            )}
          </Stack>
        </Paper>
      )}
    </Part>
  );
}

function Destroyed({
  state: { destroyed, held, statements, openRequests, isPaused, isUnarchived },
}: {
  state: LeaveState;
}) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const warnings = [
    held.recordings > 0 &&
      t('customerPage.leave.held', { count: held.recordings, size: formatFileSize(held.bytes, language) }),
    openRequests > 0 && t('customerPage.leave.requests', { count: openRequests }),
    isPaused && t('customerPage.leave.paused'),
    isUnarchived && t('customerPage.leave.unarchived'),
  ].filter((warning) => warning !== false);
  return (
    <>
      <Facts>
        <Fact name={t('customerPage.leave.recordings')}>
          {destroyed.recordings}
          <Text size="sm" c="dimmed">
            {formatFileSize(destroyed.bytes, language)}
          </Text>
        </Fact>
        <Fact name={t('customerPage.leave.calls')}>{destroyed.calls}</Fact>
        <Fact name={t('customerPage.leave.users')}>{destroyed.users}</Fact>
        <Fact name={t('customerPage.leave.keys')}>{destroyed.apiKeys}</Fact>
        <Fact name={t('customerPage.leave.sources')}>{destroyed.sources}</Fact>
        <Fact name={t('customerPage.leave.statements')}>{statements}</Fact>
      </Facts>
      {warnings.length > 0 && (
        <Alert color="amber" icon={<Icon name="warning" />}>
          {warnings.map((warning) => (
            <Text key={warning} size="sm">
              {warning}
            </Text>
          ))}
        </Alert>
      )}
    </>
  );
}

function Decision({ customer: { id, name }, state: { leave } }: { customer: Customer; state: LeaveState }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const ask = useQuestion();
  const notices = useNotices();
  const takeBack = useTakeBackLeave(() => notices.done(t('customerPage.leave.takenBack')));
  const question = {
    title: t('customerPage.leave.takeBackTitle'),
    text: t('customerPage.leave.takeBackText'),
    confirm: t('customerPage.leave.takeBack'),
  };
  return (
    <>
      <RequestFailed error={takeBack.error} />
      <Group>
        <Button variant="light" color="off" leftSection={<Icon name="trash" size={16} />} onClick={dialog.open}>
          {t(leave === null ? 'customerPage.leave.order' : 'customerPage.leave.change')}
        </Button>
        {leave !== null && (
          <Button
            loading={takeBack.isPending}
            onClick={() => ask(question, () => takeBack.mutate({ params: { path: { id } } }))}
          >
            {t('customerPage.leave.takeBack')}
          </Button>
        )}
      </Group>
      <Dialog opened={opened} onClose={dialog.close} title={t('customerPage.leave.title')}>
        {opened && <LeaveForm {...{ id, name }} onClose={dialog.close} />}
      </Dialog>
    </>
  );
}

function LeaveForm({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const today = warsawDay(new Date());
  const order = useOrderLeave(() => {
    notices.done(t('customerPage.leave.ordered'));
    onClose();
  });
  const form = useForm<{ on: string | null; atShortNotice: boolean; understood: boolean }>({
    initialValues: { on: null, atShortNotice: false, understood: false },
    validate: {
      on: (on) => (on === null ? t('customerPage.leave.dayRequired') : null),
      understood: (understood) => (understood ? null : t('customerPage.leave.confirmRequired')),
    },
  });
  const { atShortNotice } = form.values;
  const submit = form.onSubmit(({ on }) => {
    if (on !== null) order.mutate({ params: { path: { id } }, body: { on, atShortNotice } });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <DateInput
          data-autofocus
          label={t('customerPage.leave.on')}
          description={t('customerPage.leave.onHint')}
          minDate={addDays(today, atShortNotice ? 1 : NOTICE_DAYS)}
          {...form.getInputProps('on')}
        />
        <Checkbox
          label={t('customerPage.leave.short')}
          {...form.getInputProps('atShortNotice', { type: 'checkbox' })}
        />
        <Checkbox
          label={t('customerPage.leave.confirm', { name })}
          {...form.getInputProps('understood', { type: 'checkbox' })}
        />
        <RequestFailed error={order.error} />
        <FormButtons onCancel={onClose} submit={t('customerPage.leave.submit')} pending={order.isPending} color="off" />
      </Stack>
    </form>
  );
}
