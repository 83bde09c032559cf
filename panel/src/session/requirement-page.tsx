import { Box, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PasswordForm } from '../security/password-card.tsx';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { Logo } from '../shell/logo.tsx';
import { SignOutButton } from '../shell/user-menu.tsx';
import { sessionQuery } from './session.ts';
import classes from './sign-in-page.module.css';

/** What the user must do before the panel is shown: change the password that was set for them. */
export function RequirementPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const done = () => queryClient.refetchQueries({ queryKey: sessionQuery.queryKey });
  return (
    <main className={classes.page}>
      <title>{`${t('requirement.changePassword.title')} · ${t('product.name')}`}</title>
      <Stack className={classes.column} gap="lg">
        <Logo size={40} />
        <Paper p={{ base: 'lg', sm: 'xl' }} shadow="md">
          <Title order={1}>{t('requirement.changePassword.title')}</Title>
          <Text c="dimmed" size="sm" mt={4} mb="lg">
            {t('requirement.changePassword.lead')}
          </Text>
          <PasswordForm onChanged={done} />
        </Paper>
        <SignOutButton />
        <Box className={classes.language}>
          <LanguageSwitch />
        </Box>
      </Stack>
    </main>
  );
}
