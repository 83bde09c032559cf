import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/page-header.tsx';
import { HooksCard } from './hooks-card.tsx';
import { MailRulesCard } from './mail-rules-card.tsx';

/** "Powiadomienia o rozmowach": who gets a mail, and which programs an event, when a call was recorded. */
export function NoticesPage() {
  const { t } = useTranslation();
  return (
    <Stack>
      <PageHeader title={t('callNotices.title')} lead={t('callNotices.lead')} />
      <MailRulesCard />
      <HooksCard />
    </Stack>
  );
}
