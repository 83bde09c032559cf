import { Alert, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Customer } from '../api/client.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { useResumeCustomer, useSuspendCustomer } from './use-customer.ts';
import { useForm } from '../ui/use-form.ts';

/** Limit of the API. */
const MAX_REASON_CHARS = 200;

/** Whether and why the tenant is suspended; it is suspended and resumed here. */
export function CustomerSuspension({ customer: { id, suspension } }: { customer: Customer }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { user } = useSession();
  const notices = useNotices();
  const [suspending, suspendDialog] = useDisclosure(false);
  const [resuming, resumeDialog] = useDisclosure(false);
  const resume = useResumeCustomer(() => {
    notices.done(t('operator.customer.suspension.resumed'));
    resumeDialog.close();
  });
  return (
    <Paper p="lg">
      <Stack align="flex-start">
        <Title order={2}>{t('operator.customer.suspension.title')}</Title>
        {suspension === null ? (
          <Text c="dimmed">{t('operator.customer.suspension.none')}</Text>
        ) : (
          <Alert
            color="amber"
            icon={<Icon name="warning" />}
            title={t('suspended.title', { date: formatDate(suspension.since, language) })}
            style={{ overflowWrap: 'anywhere' }}
          >
            {t('operator.customer.suspension.because', { reason: suspension.reason })}
          </Alert>
        )}
        {mayDecideAsOperator(user) && (
          <Group>
            {suspension !== null && (
              <Button leftSection={<Icon name="power" size={16} />} onClick={resumeDialog.open}>
                {t('operator.customer.suspension.resume')}
              </Button>
            )}
            <Button
              variant="light"
              color={suspension === null ? 'off' : 'brand'}
              leftSection={suspension === null && <Icon name="lock" size={16} />}
              onClick={suspendDialog.open}
            >
              {t(suspension === null ? 'operator.customer.suspension.suspend' : 'operator.customer.suspension.change')}
            </Button>
          </Group>
        )}
      </Stack>
      <Dialog opened={suspending} onClose={suspendDialog.close} title={t('operator.customer.suspension.suspendTitle')}>
        <SuspendForm id={id} reason={suspension?.reason ?? ''} onClose={suspendDialog.close} />
      </Dialog>
      <Dialog opened={resuming} onClose={resumeDialog.close} title={t('operator.customer.suspension.resumeTitle')}>
        <Stack>
          <Text size="sm">{t('operator.customer.suspension.resumeEffect')}</Text>
          <RequestFailed error={resume.error} />
          <FormButtons
            onCancel={resumeDialog.close}
            submit={t('operator.customer.suspension.resume')}
            pending={resume.isPending}
            onSubmit={() => resume.mutate({ params: { path: { id } } })}
          />
        </Stack>
      </Dialog>
    </Paper>
  );
}

/** `reason`: the present one, empty if the tenant is not suspended. */
function SuspendForm({ id, reason, onClose }: { id: string; reason: string; onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const suspend = useSuspendCustomer(() => {
    notices.done(t('operator.customer.suspension.suspended'));
    onClose();
  });
  const form = useForm({
    initialValues: { reason },
    validate: { reason: (text) => (text.trim() === '' ? t('operator.customer.suspension.reasonRequired') : null) },
  });
  const submit = form.onSubmit((body) => suspend.mutate({ params: { path: { id } }, body }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('operator.customer.suspension.effect')}</Text>
        <TextInput
          data-autofocus
          required
          maxLength={MAX_REASON_CHARS}
          label={t('operator.customer.suspension.reason')}
          description={t('operator.customer.suspension.reasonHint')}
          {...form.getInputProps('reason')}
        />
        <RequestFailed error={suspend.error} />
        <FormButtons
          onCancel={onClose}
          submit={t(reason === '' ? 'operator.customer.suspension.suspend' : 'operator.customer.save')}
          pending={suspend.isPending}
          color={reason === '' ? 'off' : 'brand'}
        />
      </Stack>
    </form>
  );
}
