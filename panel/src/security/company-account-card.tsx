import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { Card } from '../ui/card.tsx';
import { RequestFailed } from '../ui/feedback.tsx';

const route = getRouteApi('/signed-in/security');

/** Links the user's account with a company account. Nothing where the company has none. */
export function CompanyAccountCard() {
  const { t } = useTranslation();
  const { problem } = route.useSearch();
  const [password, setPassword] = useState('');
  const state = api.useQuery('get', '/api/v1/account/oidc');
  const link = api.useMutation('post', '/api/v1/account/oidc', {
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const unlink = api.useMutation('delete', '/api/v1/account/oidc', { onSuccess: () => void state.refetch() });
  if (state.data?.available !== true) return null;
  return (
    <Card title={t('company.card.title')} lead={t('company.card.lead')}>
      <Stack>
        <RequestFailed error={link.error ?? unlink.error ?? (problem === undefined ? null : { code: problem })} />
        {state.data.linked ? (
          <Group>
            <Text>{t('company.card.isLinked')}</Text>
            <Button variant="default" loading={unlink.isPending} onClick={() => unlink.mutate({})}>
              {t('company.card.unlink')}
            </Button>
          </Group>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              link.mutate({ body: { password } });
            }}
          >
            <Stack>
              <PasswordInput
                label={t('company.card.password')}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                autoComplete="current-password"
              />
              <Button type="submit" disabled={password === ''} loading={link.isPending} style={{ alignSelf: 'start' }}>
                {t('company.card.link')}
              </Button>
            </Stack>
          </form>
        )}
      </Stack>
    </Card>
  );
}
