import { Paper, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LoadError } from '../ui/load-error.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { FtpCard } from './ftp-card.tsx';
import { ServiceTable } from './service-table.tsx';
import { useServices } from './use-services.ts';

/** The customer's services with their switches, and how to reach the recordings over FTP. */
export function ServicesPage() {
  const { t } = useTranslation();
  const services = useServices();
  return (
    <Stack>
      <PageHeader title={t('services.title')} />
      {services.isPending && <ServicesSkeleton />}
      {services.isError && <LoadError error={services.error} onRetry={() => void services.refetch()} />}
      {services.data !== undefined && (
        <>
          <ServiceTable services={services.data} />
          <FtpCard ftp={services.data.ftp} />
        </>
      )}
    </Stack>
  );
}

function ServicesSkeleton() {
  const { t } = useTranslation();
  return (
    <Paper p="lg" role="status">
      <VisuallyHidden>{t('services.loading')}</VisuallyHidden>
      <Stack aria-hidden>
        <Skeleton height={28} width={180} />
        <Skeleton height={52} />
        <Skeleton height={52} />
        <Skeleton height={52} />
      </Stack>
    </Paper>
  );
}
