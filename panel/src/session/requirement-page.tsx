import { Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { AskText } from '../security/ask-text.tsx';
import { PasswordForm } from '../security/password-card.tsx';
import { TotpCard } from '../security/totp-card.tsx';
import { SignOutButton } from '../shell/user-menu.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { sessionQuery, useSession } from './session.ts';
import { SignInFrame } from './sign-in-frame.tsx';

const TEXTS = {
  'change-password': 'changePassword',
  'set-up-second-factor': 'secondFactor',
  'use-second-factor': 'useFactor',
} as const;

/** What the user must do before the panel is shown. */
export function RequirementPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const requirement = useSession().requirement ?? 'change-password';
  const done = () => queryClient.refetchQueries({ queryKey: sessionQuery.queryKey });
  const texts = TEXTS[requirement];
  return (
    <SignInFrame
      title={t(`requirement.${texts}.title`)}
      lead={t(`requirement.${texts}.lead`)}
      footer={<SignOutButton />}
    >
      {requirement === 'change-password' && <PasswordForm onChanged={done} />}
      {requirement === 'set-up-second-factor' && <TotpCard onClosed={done} />}
      {requirement === 'use-second-factor' && <UseFactor onUsed={done} />}
    </SignInFrame>
  );
}

/** The session was begun without a second factor, which the user has. */
function UseFactor({ onUsed }: { onUsed: () => unknown }) {
  const { t } = useTranslation();
  const [passkeyError, setPasskeyError] = useState<unknown>(null);
  const confirm = api.useMutation('post', '/api/v1/session/second-factor', {
    onMutate: () => setPasskeyError(null),
    onSuccess: onUsed,
  });
  return (
    <Stack>
      <AskText
        label={t('signIn.code')}
        error={passkeyError ?? confirm.error}
        pending={confirm.isPending}
        onSubmit={(code) => confirm.mutate({ body: { code: code.replaceAll(' ', '') } })}
      />
      <PasskeyButton credentials={() => 'session'} onSignedIn={onUsed} onFailed={setPasskeyError} />
    </Stack>
  );
}
