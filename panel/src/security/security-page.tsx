import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/page-header.tsx';
import { CompanyAccountCard } from './company-account-card.tsx';
import { EmailCard } from './email-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { PasskeysCard } from './passkeys-card.tsx';
import { TotpCard } from './totp-card.tsx';

/** The user's own password, passkeys, one-time codes and sessions. */
export function SecurityPage() {
  const { t } = useTranslation();
  return (
    <Stack gap="lg" maw={720}>
      <PageHeader title={t('security.title')} lead={t('security.lead')} />
      <PasswordCard />
      <EmailCard />
      <PasskeysCard />
      <TotpCard />
      <CompanyAccountCard />
      <SessionsCard />
    </Stack>
  );
}
