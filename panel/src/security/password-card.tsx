import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { Card } from '../ui/card.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';

/** As the API requires it. */
export const MIN_PASSWORD_CHARS = 12;
/** Changes the password; the user's other sessions end. */
export function PasswordCard() {
  const { t } = useTranslation();
  const notices = useNotices();
  return (
    <Card title={t('security.password.title')} lead={t('security.password.lead')}>
      <PasswordForm onChanged={() => notices.done(t('security.password.changed'))} />
    </Card>
  );
}

export function PasswordForm({ onChanged }: { onChanged: () => unknown }) {
  const { t } = useTranslation();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { password: '', newPassword: '', repeated: '' },
    validate: {
      password: (password) => (password === '' ? t('security.password.currentRequired') : null),
      newPassword: (text) => (text.length < MIN_PASSWORD_CHARS ? t('security.password.tooShort') : null),
      repeated: (text, { newPassword }) => (text === newPassword ? null : t('security.password.different')),
    },
  });
  const change = api.useMutation('put', '/api/v1/account/password', {
    onSuccess: () => {
      form.reset();
      return onChanged();
    },
  });
  const submit = form.onSubmit(({ password, newPassword }) => change.mutate({ body: { password, newPassword } }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <RequestFailed error={change.error} />
        <PasswordInput
          key={form.key('password')}
          {...form.getInputProps('password')}
          label={t('security.password.current')}
          autoComplete="current-password"
        />
        <PasswordInput
          key={form.key('newPassword')}
          {...form.getInputProps('newPassword')}
          label={t('security.password.new')}
          description={t('security.password.tooShort')}
          autoComplete="new-password"
        />
        <PasswordInput
          key={form.key('repeated')}
          {...form.getInputProps('repeated')}
          label={t('security.password.repeat')}
          autoComplete="new-password"
        />
        <Button type="submit" loading={change.isPending} style={{ alignSelf: 'start' }}>
          {t('security.password.submit')}
        </Button>
      </Stack>
    </form>
  );
}
