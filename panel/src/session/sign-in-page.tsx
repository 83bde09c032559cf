import { Box, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemCode } from '../api/client.ts';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { Logo } from '../shell/logo.tsx';
import { RequestFailed } from '../ui/feedback.tsx';
import { nextPath, sessionQuery } from './session.ts';
import classes from './sign-in-page.module.css';

const route = getRouteApi('/sign-in');

/** Signs in and continues to the page that the person wanted to open. */
export function SignInPage() {
  const { t } = useTranslation();
  const next = nextPath(route.useSearch().next);
  return (
    <main className={classes.page}>
      <title>{`${t('signIn.title')} · ${t('product.name')}`}</title>
      <Stack className={classes.column} gap="lg">
        <Logo size={40} />
        <Paper p={{ base: 'lg', sm: 'xl' }} shadow="md">
          <Title order={1}>{t('signIn.title')}</Title>
          <Text c="dimmed" size="sm" mt={4} mb="lg">
            {t('signIn.lead')}
          </Text>
          <SignInForm next={next} />
        </Paper>
        <Box className={classes.language}>
          <LanguageSwitch />
        </Box>
      </Stack>
    </main>
  );
}

function SignInForm({ next }: { next: string }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const router = useRouter();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { login: '', password: '', code: '' },
    validate: {
      login: (login) => (login.trim() === '' ? t('signIn.loginRequired') : null),
      password: (password) => (password === '' ? t('signIn.passwordRequired') : null),
    },
  });
  const signIn = api.useMutation('post', '/api/v1/session', {
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, session);
      router.history.push(next);
    },
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
        <RequestFailed error={problemCode(signIn.error) === 'sign-in-code-required' ? null : signIn.error} />
        <TextInput
          key={form.key('login')}
          {...form.getInputProps('login')}
          size="md"
          label={t('signIn.login')}
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
      </Stack>
    </form>
  );
}
