import { Alert, Button, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { PlanWithoutPrice, usePlanOptions } from './plan-price.tsx';
import { useAddCustomer } from './use-customer.ts';
import { useForm, useLoss } from '../ui/use-form.ts';

/** A button that opens a form for a new tenant; then its passwords are shown once. */
export function NewCustomer({ plans }: { plans: readonly Plan[] }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<Icon name="plus" size={16} />} onClick={dialog.open}>
        {t('operator.customer.add')}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title={t('operator.customer.add')} closeOnClickOutside={false}>
        {opened && <CustomerForm plans={plans.filter(({ isRetired }) => !isRetired)} onClose={dialog.close} />}
      </Dialog>
    </>
  );
}

function CustomerForm({ plans, onClose }: { plans: readonly Plan[]; onClose: () => void }) {
  const { t } = useTranslation();
  const add = useAddCustomer();
  const planOptions = usePlanOptions();
  // The answer alone has the passwords.
  useLoss(() => (add.isPending ? 'secret' : null));
  const form = useForm({
    initialValues: { name: '', plan: plans[0]?.name ?? '', numbers: '', nip: '', email: '' },
    validate: { name: (name) => (name.trim() === '' ? t('operator.customer.nameRequired') : null) },
  });
  if (add.data !== undefined) return <Passwords of={add.data} onClose={onClose} />;
  const submit = form.onSubmit(({ name, plan, numbers, nip, email }) =>
    add.mutate(
      {
        body: {
          name,
          plan,
          numbers: numbers.split(/[\n,;]/).filter((number) => number.trim() !== ''),
          ...(nip.trim() !== '' && { nip }),
          ...(email.trim() !== '' && { email }),
        },
      },
      // The passwords are shown in the form's place.
      { onSuccess: () => form.resetDirty() },
    ),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput data-autofocus label={t('operator.customer.name')} {...form.getInputProps('name')} />
        <NativeSelect
          label={t('operator.tenants.columns.plan')}
          data={planOptions(plans)}
          {...form.getInputProps('plan')}
        />
        <PlanWithoutPrice plan={form.values.plan} plans={plans} />
        <Textarea
          autosize
          label={t('operator.customer.numbers.title')}
          description={t('operator.customer.numbersHint')}
          {...form.getInputProps('numbers')}
        />
        <TextInput label={t('operator.customer.nip')} {...form.getInputProps('nip')} />
        <TextInput type="email" label={t('operator.customer.firstContact')} {...form.getInputProps('email')} />
        <RequestFailed error={add.error} />
        <FormButtons onCancel={onClose} submit={t('operator.customer.save')} pending={add.isPending} />
      </Stack>
    </form>
  );
}

type Account = Readonly<Record<'login' | 'password', string>>;

/** They are in the answer to this request only. */
function Passwords({ of: { panel, ftp }, onClose }: { of: Record<'panel' | 'ftp', Account>; onClose: () => void }) {
  const { t } = useTranslation();
  useLoss(() => 'secret');
  return (
    <Stack>
      <Alert icon={<Icon name="warning" />}>{t('operator.customer.passwordsOnce')}</Alert>
      <Text>{t('operator.customer.panelAccount', panel)}</Text>
      <Text>{t('operator.customer.ftpAccount', ftp)}</Text>
      <Button onClick={onClose}>{t('operator.customer.passwordsSaved')}</Button>
    </Stack>
  );
}
