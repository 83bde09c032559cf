import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type SubmitEvent, useRef, useState } from 'react';
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
  // The browser's own form: the library of the panel's other forms would be a part of the first load.
  const form = useRef<HTMLFormElement>(null);
  const [missing, setMissing] = useState<readonly string[]>([]);
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
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { login, password, code } = typedInto(form.current!);
    setMissing([...(login === '' ? ['login'] : []), ...(password === '' ? ['password'] : [])]);
    if (login !== '' && password !== '') signIn.mutate({ body: { login, password, ...(needsCode && { code }) } });
  };
  return (
    <form ref={form} onSubmit={submit} onChange={() => setMissing([])} noValidate>
      <Stack>
        <RequestFailed
          error={passkeyError ?? (problemCode(signIn.error) === 'sign-in-code-required' ? null : signIn.error)}
        />
        <TextInput
          name="login"
          defaultValue={only}
          error={missing.includes('login') && t('signIn.loginRequired')}
          size="md"
          label={t('signIn.login')}
          readOnly={only !== undefined}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
        <PasswordInput
          name="password"
          error={missing.includes('password') && t('signIn.passwordRequired')}
          size="md"
          label={t('signIn.password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        {needsCode && (
          <TextInput
            name="code"
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
          credentials={() => {
            const { login, password } = typedInto(form.current!);
            return needsCode ? { login, password } : null;
          }}
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

function typedInto(form: HTMLFormElement): { login: string; password: string; code: string } {
  const typed = new FormData(form);
  const text = (name: string) => {
    const value = typed.get(name);
    return typeof value === 'string' ? value : '';
  };
  return { login: text('login').trim(), password: text('password'), code: text('code').replaceAll(' ', '') };
}
