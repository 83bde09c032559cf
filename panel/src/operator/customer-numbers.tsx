import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer, NumberSpan } from '../api/client.ts';
import { formatPhoneNumber } from '../format/numbers.ts';
import { formatDate, formatTime, startOfWarsawDay, warsawDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { DateInput } from '../ui/date-input.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { useAddNumber, useRemoveNumber } from './use-customer.ts';
import { useForm } from '../ui/use-form.ts';

/** The tenant's numbers, past and planned ones too. */
export function CustomerNumbers({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { language } = useLanguage();
  const [adding, addDialog] = useDisclosure(false);
  const [removed, setRemoved] = useState<NumberSpan | null>(null);
  const mayEdit = mayDecideAsOperator(user);
  const at = (instant: string | null, none: string): string =>
    instant === null ? none : `${formatDate(instant, language)} ${formatTime(instant, language)}`;
  const remove: Column<NumberSpan> = {
    label: t('operator.customer.actions'),
    cell: (span) =>
      !hasEnded(span) && (
        <Button
          variant="light"
          size="xs"
          aria-label={t('operator.customer.numbers.removeOf', { number: formatPhoneNumber(span.number) })}
          onClick={() => setRemoved(span)}
        >
          {t('operator.customer.numbers.remove')}
        </Button>
      ),
  };
  const columns: Column<NumberSpan>[] = [
    {
      label: t('operator.customer.numbers.number'),
      cell: ({ number }) => <strong>{formatPhoneNumber(number)}</strong>,
    },
    {
      label: t('operator.customer.numbers.from'),
      cell: ({ startsAt }) => at(startsAt, t('operator.customer.numbers.sinceEver')),
    },
    { label: t('operator.customer.numbers.until'), cell: ({ endsAt }) => at(endsAt, '–') },
    ...(mayEdit ? [remove] : []),
  ];
  return (
    <Paper style={{ overflow: 'hidden' }}>
      <Group justify="space-between" p="lg">
        <Title order={2}>{t('operator.customer.numbers.title')}</Title>
        {mayEdit && (
          <Button variant="light" leftSection={<Icon name="plus" size={16} />} onClick={addDialog.open}>
            {t('operator.customer.numbers.add')}
          </Button>
        )}
      </Group>
      {customer.numbers.length === 0 ? (
        <Text px="lg" pb="lg" c="dimmed">
          {t('operator.customer.numbers.none')}
        </Text>
      ) : (
        <DataList
          label={t('operator.customer.numbers.title')}
          columns={columns}
          rows={customer.numbers}
          rowKey={({ number, endsAt }) => `${number} ${endsAt}`}
        />
      )}
      <Dialog opened={adding} onClose={addDialog.close} title={t('operator.customer.numbers.add')}>
        <NumberForm id={customer.id} number={null} onClose={addDialog.close} />
      </Dialog>
      <Dialog
        opened={removed !== null}
        onClose={() => setRemoved(null)}
        title={t('operator.customer.numbers.removeTitle')}
      >
        {removed !== null && <NumberForm id={customer.id} number={removed.number} onClose={() => setRemoved(null)} />}
      </Dialog>
    </Paper>
  );
}

function hasEnded({ endsAt }: NumberSpan): boolean {
  return endsAt !== null && Date.parse(endsAt) <= Date.now();
}

/** Adds a number, or with `number` removes it; from a day on, without one as soon as possible. */
function NumberForm({ id, number, onClose }: { id: string; number: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const done = (): void => {
    notices.done(t('operator.customer.saved'));
    onClose();
  };
  const add = useAddNumber(done);
  const remove = useRemoveNumber(done);
  const form = useForm<{ number: string; day: string | null }>({
    initialValues: { number: number === null ? '' : formatPhoneNumber(number), day: null },
    validate: { number: (text) => (text.trim() === '' ? t('operator.customer.numbers.numberRequired') : null) },
  });
  const submit = form.onSubmit(({ number: text, day }) => {
    const instant = day === null ? undefined : startOfWarsawDay(day);
    if (number === null) {
      add.mutate({ params: { path: { id } }, body: { number: text, ...(instant !== undefined && { from: instant }) } });
    } else {
      const query = instant === undefined ? {} : { at: instant };
      remove.mutate({ params: { path: { id, number }, query } });
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          data-autofocus={number === null}
          type="tel"
          readOnly={number !== null}
          label={t('operator.customer.numbers.number')}
          {...form.getInputProps('number')}
        />
        <DateInput
          clearable
          minDate={warsawDay(new Date())}
          label={t(number === null ? 'operator.customer.numbers.fromDay' : 'operator.customer.numbers.untilDay')}
          description={t('operator.customer.numbers.dayHint')}
          {...form.getInputProps('day')}
        />
        {number !== null && <Text size="sm">{t('operator.customer.numbers.callsStay')}</Text>}
        <RequestFailed error={add.error ?? remove.error} />
        <FormButtons
          onCancel={onClose}
          submit={t(number === null ? 'operator.customer.save' : 'operator.customer.numbers.remove')}
          pending={add.isPending || remove.isPending}
        />
      </Stack>
    </form>
  );
}
