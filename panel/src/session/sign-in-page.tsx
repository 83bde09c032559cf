import { Box, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
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
    initialValues: { login: '', password: '' },
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
  });
  const submit = form.onSubmit(({ login, password }) => signIn.mutate({ body: { login: login.trim(), password } }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <RequestFailed error={signIn.error} />
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
        <Button type="submit" size="md" mt="xs" loading={signIn.isPending}>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}
