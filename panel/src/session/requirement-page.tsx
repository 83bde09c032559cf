import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PasswordForm } from '../security/password-card.tsx';
import { SignOutButton } from '../shell/user-menu.tsx';
import { sessionQuery } from './session.ts';
import { SignInFrame } from './sign-in-frame.tsx';

/** What the user must do before the panel is shown: change the password that was set for them. */
export function RequirementPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const done = () => queryClient.refetchQueries({ queryKey: sessionQuery.queryKey });
  return (
    <SignInFrame
      title={t('requirement.changePassword.title')}
      lead={t('requirement.changePassword.lead')}
      footer={<SignOutButton />}
    >
      <PasswordForm onChanged={done} />
    </SignInFrame>
  );
}
