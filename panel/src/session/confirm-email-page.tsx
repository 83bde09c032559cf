import { Alert, Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemCode } from '../api/client.ts';
import { RequestFailed } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

/**
 * Confirms the user's own e-mail address by a link from a mail. The token is in the fragment of the address: no server sees it
 * there. It counts only together with a session: whoever got the mail by mistake does not have one.
 */
export function ConfirmEmailPage() {
  const { t } = useTranslation();
  const [token] = useState(() => window.location.hash.slice(1));
  const confirm = api.useMutation('post', '/api/v1/account/email/confirm');
  const isSignedOut = confirm.error !== null && problemCode(confirm.error) === 'sign-in-required';
  return (
    <SignInFrame title={t('confirmEmail.title')} lead={t('confirmEmail.lead')}>
      {confirm.data === undefined ? (
        <Stack>
          {isSignedOut ? (
            <Alert color="amber" icon={<Icon name="warning" />} role="alert">
              {t('confirmEmail.signInFirst')}
            </Alert>
          ) : (
            <RequestFailed error={confirm.error} />
          )}
          <Button size="md" loading={confirm.isPending} onClick={() => confirm.mutate({ body: { token } })}>
            {t('confirmEmail.submit')}
          </Button>
          {isSignedOut && (
            <Button component="a" href="/sign-in" target="_blank" variant="default" size="md">
              {t('signIn.title')}
            </Button>
          )}
        </Stack>
      ) : (
        <Stack role="status">
          <Text style={{ overflowWrap: 'anywhere' }}>
            {t('confirmEmail.done', { email: confirm.data.email ?? '' })}
          </Text>
          <Button renderRoot={(props) => <Link to="/" {...props} />}>{t('confirmEmail.toPanel')}</Button>
        </Stack>
      )}
    </SignInFrame>
  );
}
