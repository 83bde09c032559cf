import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Card } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CardSkeleton, LoadError, RequestFailed } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { isEmail } from './email.ts';
import { useForm } from '../ui/use-form.ts';

const PATH = '/api/v1/account/email';
/** RFC 5321 §4.5.3.1.3. */
const MAX_EMAIL_CHARS = 254;

/** The user's own e-mail address; a new one counts once the link that is sent to it was opened. */
export function EmailCard() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [opened, dialog] = useDisclosure(false);
  const own = api.useQuery('get', PATH, {}, { staleTime: 0 });
  if (own.error !== null) return <LoadError error={own.error} onRetry={() => void own.refetch()} />;
  const pending = own.data?.pending ?? null;
  const email = own.data?.email ?? null;
  return (
    <Card title={t('security.email.title')} lead={t('security.email.lead')}>
      {own.data === undefined ? (
        <CardSkeleton />
      ) : (
        <Stack>
          {pending !== null && (
            <Alert color="amber" icon={<Icon name="mail" />} style={{ overflowWrap: 'anywhere' }}>
              {t('security.email.pending', {
                email: pending.email,
                date: formatDate(pending.expiresAt, language),
                time: formatHour(pending.expiresAt, language),
              })}
            </Alert>
          )}
          <Group>
            <Text style={{ overflowWrap: 'anywhere' }}>{email ?? t('security.email.none')}</Text>
            <Button variant="default" onClick={dialog.open}>
              {t(email === null ? 'security.email.set' : 'security.email.change')}
            </Button>
          </Group>
        </Stack>
      )}
      <Dialog opened={opened} onClose={dialog.close} title={t('security.email.title')}>
        <EmailForm onClose={dialog.close} />
      </Dialog>
    </Card>
  );
}

function EmailForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const change = api.useMutation('post', PATH, {
    onSuccess: (changed) => {
      queryClient.setQueryData(api.queryOptions('get', PATH, {}).queryKey, changed);
      onClose();
    },
  });
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (email) => (isEmail(email) ? null : t('security.email.required')),
      password: (password) => (password === '' ? t('security.password.currentRequired') : null),
    },
  });
  const submit = form.onSubmit(({ email, password }) => change.mutate({ body: { email: email.trim(), password } }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          key={form.key('email')}
          data-autofocus
          type="email"
          autoComplete="email"
          maxLength={MAX_EMAIL_CHARS}
          label={t('security.email.new')}
          description={t('security.email.newHint')}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          key={form.key('password')}
          label={t('security.password.current')}
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
        <RequestFailed error={change.error} />
        <Button type="submit" loading={change.isPending}>
          {t('security.email.send')}
        </Button>
      </Stack>
    </form>
  );
}
