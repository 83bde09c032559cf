import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { MIN_PASSWORD_CHARS } from '../security/password-card.tsx';
import { RequestFailed } from '../ui/feedback.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

/** Sets the password by a link from a mail. The token is in the fragment of the address: no server sees it there. */
export function SetPasswordPage() {
  const { t } = useTranslation();
  const [token] = useState(() => window.location.hash.slice(1));
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { newPassword: '', repeated: '' },
    validate: {
      newPassword: (text) => (text.length < MIN_PASSWORD_CHARS ? t('security.password.tooShort') : null),
      repeated: (text, { newPassword }) => (text === newPassword ? null : t('security.password.different')),
    },
  });
  const set = api.useMutation('post', '/api/v1/password-reset/confirm');
  return (
    <SignInFrame title={t('setPassword.title')} lead={t('setPassword.lead')}>
      {set.data === undefined ? (
        <form onSubmit={form.onSubmit(({ newPassword }) => set.mutate({ body: { token, newPassword } }))} noValidate>
          <Stack>
            <RequestFailed error={set.error} />
            <PasswordInput
              key={form.key('newPassword')}
              {...form.getInputProps('newPassword')}
              size="md"
              label={t('security.password.new')}
              description={t('security.password.tooShort')}
              autoComplete="new-password"
            />
            <PasswordInput
              key={form.key('repeated')}
              {...form.getInputProps('repeated')}
              size="md"
              label={t('security.password.repeat')}
              autoComplete="new-password"
            />
            <Button type="submit" size="md" loading={set.isPending}>
              {t('setPassword.submit')}
            </Button>
          </Stack>
        </form>
      ) : (
        <Stack role="status">
          <Text>{t('setPassword.done', { login: set.data.login })}</Text>
          <Button renderRoot={(props) => <Link to="/sign-in" {...props} />}>{t('signIn.title')}</Button>
        </Stack>
      )}
    </SignInFrame>
  );
}
