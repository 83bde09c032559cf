import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { LoadError } from '../ui/load-error.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { FtpCard } from './ftp-card.tsx';
import { PeriodCard } from './period-card.tsx';
import { ServiceTable } from './service-table.tsx';
import { useServices } from './use-services.ts';

/** The customer's services with their switches, and how to reach the recordings over FTP. */
export function ServicesPage() {
  const { t } = useTranslation();
  const services = useServices();
  return (
    <Stack>
      <PageHeader title={t('services.title')} />
      {services.isPending && <ListSkeleton label={t('services.loading')} />}
      {services.isError && <LoadError error={services.error} onRetry={() => void services.refetch()} />}
      {services.data !== undefined && (
        <>
          <ServiceTable services={services.data} />
          <PeriodCard services={services.data} />
          <FtpCard ftp={services.data.ftp} />
        </>
      )}
    </Stack>
  );
}
