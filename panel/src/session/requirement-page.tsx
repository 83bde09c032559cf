import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PasswordForm } from '../security/password-card.tsx';
import { TotpCard } from '../security/totp-card.tsx';
import { SignOutButton } from '../shell/user-menu.tsx';
import { sessionQuery, useSession } from './session.ts';
import { SignInFrame } from './sign-in-frame.tsx';

const TEXTS = { 'change-password': 'changePassword', 'set-up-second-factor': 'secondFactor' } as const;

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
      {requirement === 'change-password' ? <PasswordForm onChanged={done} /> : <TotpCard onClosed={done} />}
    </SignInFrame>
  );
}
