import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Session } from '../api/client.ts';
import { setConnection } from '../app/connection.ts';
import { Dialog } from '../ui/dialog.tsx';
import { forgetSession, sessionQuery, useSession } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';

/** Over a page whose session has ended: it is hidden, and there again with all that was typed once the same person signs in. */
export function SignInAgain() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const router = useRouter();
  const { href } = useLocation();
  const { user } = useSession();
  const leave = () => {
    setConnection({ signedOut: false });
    forgetSession(queryClient);
    void router.invalidate();
  };
  const enter = (session: Session) => {
    setConnection({ signedOut: false });
    if (session.user.id !== user.id) queryClient.clear();
    queryClient.setQueryData(sessionQuery.queryKey, session);
    if (session.user.id !== user.id) void router.navigate({ to: '/' });
    else void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  };
  return (
    <Dialog
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      overlayProps={{ backgroundOpacity: 1, color: 'var(--panel-page)' }}
      title={t('connection.signedOut')}
    >
      <Stack>
        <Text size="sm">{t('connection.signInAgain')}</Text>
        <SignInForm login={user.login} onSignedIn={enter} />
        <Text size="sm">
          <Anchor renderRoot={(props) => <Link to="/t" search={{ next: href }} {...props} />} onClick={leave}>
            {t('signIn.company.link')}
          </Anchor>
        </Text>
        <Button variant="subtle" onClick={leave}>
          {t('connection.someoneElse')}
        </Button>
      </Stack>
    </Dialog>
  );
}
