import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ConnectCard } from './connect-card.tsx';
import { CredentialsCard } from './credentials-card.tsx';
import { FailuresCard } from './failures-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { useFileAccess } from './use-file-access.ts';

/** "Dostęp do plików": how to connect, with which credentials, and who is or failed to be connected. */
export function FileAccessPage() {
  const { t } = useTranslation();
  return (
    <Stack>
      <PageHeader title={t('fileAccess.title')} lead={t('fileAccess.lead')} />
      <FileAccessCards />
    </Stack>
  );
}

export function FileAccessCards() {
  const { t } = useTranslation();
  const access = useFileAccess();
  if (access.isError) return <LoadError error={access.error} onRetry={() => void access.refetch()} />;
  if (access.isPending) return <ListSkeleton label={t('fileAccess.loading')} />;
  return (
    <>
      <ConnectCard access={access.data} />
      <CredentialsCard />
      <SessionsCard />
      <FailuresCard />
    </>
  );
}
