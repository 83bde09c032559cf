import { Anchor, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Session } from '../api/client.ts';
import { RequestFailed } from '../ui/feedback.tsx';
import { nextPath, sessionQuery } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

const route = getRouteApi('/sign-in');

/** Signs in and continues to the page that the person wanted to open. */
export function SignInPage() {
  const { t } = useTranslation();
  const { next, problem } = route.useSearch();
  const queryClient = useQueryClient();
  const router = useRouter();
  const enter = (session: Session): void => {
    queryClient.setQueryData(sessionQuery.queryKey, session);
    router.history.push(nextPath(next));
  };
  return (
    <SignInFrame title={t('signIn.title')} lead={t('signIn.lead')}>
      {problem !== undefined && <RequestFailed error={{ code: problem }} />}
      <SignInForm onSignedIn={enter} />
      <Text size="sm" mt="lg" ta="center">
        <Anchor renderRoot={(props) => <Link to="/t" search={next === undefined ? {} : { next }} {...props} />}>
          {t('signIn.company.link')}
        </Anchor>
      </Text>
    </SignInFrame>
  );
}
