import { Button, Checkbox, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact, Customer } from '../api/client.ts';
import { formatPhoneNumber } from '../format/numbers.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { useQuestion } from '../ui/question.tsx';
import { useRemoveContact, useSaveContact } from './use-customer.ts';
import { useForm } from '../ui/use-form.ts';

const KINDS = ['administrative', 'technical', 'billing', 'data-protection'] as const;

/** Whom the tenant's mails go to. */
export function CustomerContacts({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const [edited, setEdited] = useState<Contact | 'new' | null>(null);
  const close = (): void => setEdited(null);
  const mayEdit = mayDecideAsOperator(user);
  const columns: Column<Contact>[] = [
    { label: t('operator.customer.contacts.email'), cell: ({ email }) => <strong>{email}</strong> },
    {
      label: t('operator.customer.contacts.kinds'),
      cell: ({ kinds }) => kinds.map((kind) => t(`operator.customer.contacts.kindNames.${kind}`)).join(', '),
    },
    { label: t('operator.customer.contacts.name'), cell: ({ name }) => name ?? '–' },
    {
      label: t('operator.customer.contacts.phone'),
      cell: ({ phone }) => (phone === null ? '–' : formatPhoneNumber(phone)),
    },
    ...(mayEdit
      ? [
          {
            label: t('operator.customer.actions'),
            cell: (contact: Contact) => (
              <Button
                variant="light"
                size="xs"
                aria-label={t('operator.customer.contacts.changeOf', { email: contact.email })}
                onClick={() => setEdited(contact)}
              >
                {t('operator.customer.change')}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Paper style={{ overflow: 'hidden' }}>
      <Group justify="space-between" p="lg">
        <Title order={2}>{t('operator.customer.contacts.title')}</Title>
        {mayEdit && (
          <Button variant="light" leftSection={<Icon name="plus" size={16} />} onClick={() => setEdited('new')}>
            {t('operator.customer.contacts.add')}
          </Button>
        )}
      </Group>
      {customer.contacts.length === 0 ? (
        <Text px="lg" pb="lg" c="dimmed">
          {t('operator.customer.contacts.none')}
        </Text>
      ) : (
        <DataList
          label={t('operator.customer.contacts.title')}
          columns={columns}
          rows={customer.contacts}
          rowKey={({ email }) => email}
        />
      )}
      <Dialog opened={edited !== null} onClose={close} title={t('operator.customer.contacts.dialog')}>
        {edited !== null && <ContactForm id={customer.id} contact={edited === 'new' ? null : edited} onClose={close} />}
      </Dialog>
    </Paper>
  );
}

function ContactForm({ id, contact, onClose }: { id: string; contact: Contact | null; onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const done = (): void => {
    notices.done(t('operator.customer.saved'));
    onClose();
  };
  const ask = useQuestion();
  const save = useSaveContact(done);
  const remove = useRemoveContact(done);
  const form = useForm({
    initialValues: {
      email: contact?.email ?? '',
      kinds: [...(contact?.kinds ?? (['administrative'] as const))],
      name: contact?.name ?? '',
      phone: contact?.phone ?? '',
    },
    validate: {
      email: (email) => (email.includes('@') ? null : t('operator.customer.contacts.emailInvalid')),
      kinds: (kinds) => (kinds.length === 0 ? t('operator.customer.contacts.kindRequired') : null),
    },
  });
  const submit = form.onSubmit(({ email, kinds, name, phone }) =>
    save.mutate({
      params: { path: { id } },
      body: { email, kinds, name: name.trim() || null, phone: phone.trim() || null },
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          data-autofocus
          type="email"
          readOnly={contact !== null}
          label={t('operator.customer.contacts.email')}
          {...form.getInputProps('email')}
        />
        <Checkbox.Group
          label={t('operator.customer.contacts.kinds')}
          description={t('operator.customer.contacts.kindsHint')}
          {...form.getInputProps('kinds')}
        >
          <Stack gap="xs" mt="xs">
            {KINDS.map((kind) => (
              <Checkbox key={kind} value={kind} label={t(`operator.customer.contacts.kindNames.${kind}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <TextInput label={t('operator.customer.contacts.name')} {...form.getInputProps('name')} />
        <TextInput type="tel" label={t('operator.customer.contacts.phone')} {...form.getInputProps('phone')} />
        <RequestFailed error={save.error ?? remove.error} />
        <FormButtons onCancel={onClose} submit={t('operator.customer.save')} pending={save.isPending}>
          {contact !== null && (
            <Button
              variant="subtle"
              color="off"
              loading={remove.isPending}
              onClick={() =>
                ask(
                  {
                    title: t('operator.customer.contacts.removeTitle'),
                    text: t('operator.customer.contacts.removeText', { email: contact.email }),
                    confirm: t('operator.customer.contacts.remove'),
                  },
                  () => remove.mutate({ params: { path: { id, email: contact.email } } }),
                )
              }
            >
              {t('operator.customer.contacts.remove')}
            </Button>
          )}
        </FormButtons>
      </Stack>
    </form>
  );
}
