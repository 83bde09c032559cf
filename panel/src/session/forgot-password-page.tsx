import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { RequestFailed } from '../ui/feedback.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

/** Asks for a link to set a new password. The answer does not say whether there is such an account. */
export function ForgotPasswordPage() {
  const { t } = useTranslation();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { account: '' },
    validate: { account: (account) => (account.trim() === '' ? t('forgotPassword.required') : null) },
  });
  const request = api.useMutation('post', '/api/v1/password-reset');
  return (
    <SignInFrame
      title={t('forgotPassword.title')}
      lead={t('forgotPassword.lead')}
      footer={
        <Button variant="default" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
          {t('forgotPassword.back')}
        </Button>
      }
    >
      {request.isSuccess ? (
        <Text role="status">{t('forgotPassword.sent')}</Text>
      ) : (
        <form
          onSubmit={form.onSubmit(({ account }) => request.mutate({ body: { account: account.trim() } }))}
          noValidate
        >
          <Stack>
            <RequestFailed error={request.error} />
            <TextInput
              key={form.key('account')}
              {...form.getInputProps('account')}
              size="md"
              label={t('forgotPassword.account')}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
            />
            <Button type="submit" size="md" loading={request.isPending}>
              {t('forgotPassword.submit')}
            </Button>
          </Stack>
        </form>
      )}
    </SignInFrame>
  );
}
