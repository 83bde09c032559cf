import { Box, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { Logo } from '../shell/logo.tsx';
import classes from './sign-in-frame.module.css';

interface SignInFrameProps {
  title: string;
  lead: string;
  children: ReactNode;
  /** Below the box. */
  footer?: ReactNode;
}

/** What all pages look like that are open to anybody. */
export function SignInFrame({ title, lead, children, footer }: SignInFrameProps) {
  const { t } = useTranslation();
  return (
    <main className={classes.page}>
      <title>{`${title} · ${t('product.name')}`}</title>
      <Stack className={classes.column} gap="lg">
        <Logo size={40} />
        <Paper p={{ base: 'lg', sm: 'xl' }} shadow="md">
          <Title order={1}>{title}</Title>
          <Text c="dimmed" size="sm" mt={4} mb="lg">
            {lead}
          </Text>
          {children}
        </Paper>
        {footer}
        <Box className={classes.language}>
          <LanguageSwitch />
        </Box>
      </Stack>
    </main>
  );
}
