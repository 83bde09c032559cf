import { Anchor, Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useBranding } from '../branding/branding.ts';
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
        <LegalLinks />
        <Box className={classes.language}>
          <LanguageSwitch />
        </Box>
      </Stack>
    </main>
  );
}

/** Whom to ask, and the operator's legal texts. Nothing where the operator has given none. */
function LegalLinks() {
  const { t } = useTranslation();
  const branding = useBranding();
  if (branding === null) return null;
  const { helpUrl, termsUrl, privacyUrl, contactEmail, contactPhone, privacyNotice } = branding;
  const links = [
    { text: t('legal.help'), href: helpUrl },
    { text: t('legal.terms'), href: termsUrl },
    { text: t('legal.privacy'), href: privacyUrl },
    { text: contactEmail, href: contactEmail && `mailto:${contactEmail}` },
    { text: contactPhone, href: contactPhone && `tel:${contactPhone.replaceAll(/[^+\d]/g, '')}` },
  ].filter(({ href }) => href !== null);
  if (links.length === 0 && privacyNotice === null) return null;
  return (
    <Stack component="section" aria-label={t('legal.label')} gap="xs">
      {privacyNotice !== null && (
        <Text size="sm" c="dimmed" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {privacyNotice}
        </Text>
      )}
      <Group gap="xs" justify="center">
        {links.map(({ text, href }) => (
          <Anchor key={href} size="sm" href={href!} rel="noreferrer">
            {text}
          </Anchor>
        ))}
      </Group>
    </Stack>
  );
}
