import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client, type Session } from '../api/client.ts';
import { answerByPasskey } from '../security/passkey.ts';
import { Icon } from '../ui/icon.tsx';

/** `session`: it is the second factor of the session. */
type Credentials = { login: string; password: string } | 'session' | null;

interface PasskeyButtonProps {
  /** What to send besides the passkey's answer: after the password both go together. Null: the passkey alone signs in. */
  credentials: () => Credentials;
  onSignedIn: (session: Session) => void;
  onFailed: (error: unknown) => void;
}

/** Signs in by a passkey. Nothing where the browser has none. */
export function PasskeyButton({ credentials, onSignedIn, onFailed }: PasskeyButtonProps) {
  const { t } = useTranslation();
  const signIn = useMutation({
    mutationFn: () => signInByPasskey(credentials()),
    onSuccess: onSignedIn,
    onError: onFailed,
  });
  if (!window.isSecureContext || window.PublicKeyCredential === undefined) return null;
  return (
    <Button
      variant="default"
      size="md"
      leftSection={<Icon name="key" />}
      loading={signIn.isPending}
      onClick={() => signIn.mutate()}
    >
      {t('signIn.passkey')}
    </Button>
  );
}

async function signInByPasskey(credentials: Credentials): Promise<Session> {
  const begun = await client.POST('/api/v1/session/passkey/challenge');
  if (begun.data === undefined) throw begun.error;
  const response = await answerByPasskey(begun.data);
  const { data, error } = await answer();
  if (data === undefined) throw error;
  return data;

  function answer() {
    if (credentials === null) return client.POST('/api/v1/session/passkey', { body: { response } });
    if (credentials === 'session') return client.POST('/api/v1/session/second-factor', { body: { passkey: response } });
    return client.POST('/api/v1/session', { body: { ...credentials, passkey: response } });
  }
}
