import { Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { mayChangeServices, useSession } from '../session/session.ts';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { FileAccessCard } from './file-access-card.tsx';
import { InternalCallsRow, RecordingRow } from './recording-rows.tsx';
import { PeriodCard } from './period-card.tsx';
import { PushRow } from './push-row.tsx';
import { RetentionRow } from './retention-row.tsx';
import { ServiceDates, ServicePrice, ServiceRow, StateBadge } from './service-row.tsx';
import classes from './services-page.module.css';
import { useServices } from './use-services.ts';

/** The customer's services, the billing period, and the way to the files. */
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
          <FileAccessCard />
        </>
      )}
    </Stack>
  );
}

const TITLE_ID = 'your-services';

/** "Twoje Usługi": each service with its description, price, and state or switch. */
function ServiceTable({ services }: { services: Services }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { hostedPbx, callRecording } = services;
  return (
    <Paper component="section" aria-labelledby={TITLE_ID} className={classes.paper}>
      <Title order={2} id={TITLE_ID} className={classes.title}>
        {t('services.yours')}
      </Title>
      <table className={classes.table} aria-labelledby={TITLE_ID}>
        <thead>
          <tr>
            <th scope="col">{t('services.columns.service')}</th>
            <th scope="col">{t('services.columns.description')}</th>
            <th scope="col">{t('services.columns.price')}</th>
            <th scope="col">{t('services.columns.state')}</th>
          </tr>
        </thead>
        <tbody>
          <HostedPbxRow service={hostedPbx} withRecording={callRecording.included} />
          <RecordingRow service={callRecording} />
          <InternalCallsRow service={callRecording} />
          <RetentionRow services={services} />
          <PushRow services={services} />
        </tbody>
      </table>
      {!mayChangeServices(user) && (
        <Text size="sm" c="dimmed" className={classes.note}>
          {t('services.adminOnly')}
        </Text>
      )}
    </Paper>
  );
}

interface HostedPbxRowProps {
  service: Services['hostedPbx'];
  withRecording: boolean;
}

/** "Wirtualna centrala": the plan, which the other services require. */
function HostedPbxRow({ service: { plan, since, monthly }, withRecording }: HostedPbxRowProps) {
  const { t } = useTranslation();
  const includes = t(withRecording ? 'services.hostedPbx.withRecording' : 'services.hostedPbx.withoutRecording');
  return (
    <ServiceRow
      icon="phone"
      name={t('services.hostedPbx.name')}
      description={
        <>
          <Text size="sm" fw={600}>
            {plan === null ? t('services.hostedPbx.none') : t('services.hostedPbx.plan', { plan })}
          </Text>
          {plan !== null && <Text size="sm">{includes}</Text>}
          <ServiceDates since={since} endsAt={null} />
        </>
      }
      price={plan !== null && <ServicePrice money={monthly} fee="monthly" />}
    >
      <StateBadge state={plan === null ? 'inactive' : 'active'} />
    </ServiceRow>
  );
}
