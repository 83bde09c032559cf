import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemCode, type Session } from '../api/client.ts';
import { RequestFailed } from '../ui/feedback.tsx';
import { PasskeyButton } from './passkey-button.tsx';

interface SignInFormProps {
  /** Nobody else may sign in here. */
  login?: string;
  onSignedIn: (session: Session) => void;
}

/** Login, password and, where it is asked for, the second factor; or a passkey. */
export function SignInForm({ login: only, onSignedIn }: SignInFormProps) {
  const { t } = useTranslation();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { login: only ?? '', password: '', code: '' },
    validate: {
      login: (login) => (login.trim() === '' ? t('signIn.loginRequired') : null),
      password: (password) => (password === '' ? t('signIn.passwordRequired') : null),
    },
  });
  const [passkeyError, setPasskeyError] = useState<unknown>(null);
  const signIn = api.useMutation('post', '/api/v1/session', {
    onMutate: () => setPasskeyError(null),
    onSuccess: onSignedIn,
    onError: (error) => {
      if (problemCode(error) === 'sign-in-code-required') setNeedsCode(true);
    },
  });
  // Asked for once the server has accepted the password; later failures keep the field.
  const [needsCode, setNeedsCode] = useState(false);
  const submit = form.onSubmit(({ login, password, code }) => {
    const secondFactor = needsCode ? { code: code.replaceAll(' ', '') } : {};
    signIn.mutate({ body: { login: login.trim(), password, ...secondFactor } });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <RequestFailed
          error={passkeyError ?? (problemCode(signIn.error) === 'sign-in-code-required' ? null : signIn.error)}
        />
        <TextInput
          key={form.key('login')}
          {...form.getInputProps('login')}
          size="md"
          label={t('signIn.login')}
          readOnly={only !== undefined}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
        <PasswordInput
          key={form.key('password')}
          {...form.getInputProps('password')}
          size="md"
          label={t('signIn.password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        {needsCode && (
          <TextInput
            key={form.key('code')}
            {...form.getInputProps('code')}
            size="md"
            label={t('signIn.code')}
            description={t('signIn.codeHint')}
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
          />
        )}
        <Button type="submit" size="md" mt="xs" loading={signIn.isPending}>
          {t('signIn.submit')}
        </Button>
        <PasskeyButton
          credentials={() =>
            needsCode ? { login: form.getValues().login.trim(), password: form.getValues().password } : null
          }
          onSignedIn={onSignedIn}
          onFailed={setPasskeyError}
        />
        <Anchor size="sm" renderRoot={(props) => <Link to="/forgot-password" {...props} />}>
          {t('signIn.forgot')}
        </Anchor>
      </Stack>
    </form>
  );
}
