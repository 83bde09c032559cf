import { Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { mayChangeServices } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { InternalCallsRow } from './internal-calls-row.tsx';
import { RecordingRow } from './recording-row.tsx';
import { ServiceRow } from './service-row.tsx';
import classes from './service-table.module.css';
import { StateBadge } from './state-badge.tsx';

const TITLE_ID = 'your-services';

/** "Twoje Usługi": each service, what it is, and its state or switch. */
export function ServiceTable({ services }: { services: Services }) {
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
            <th scope="col">{t('services.columns.state')}</th>
          </tr>
        </thead>
        <tbody>
          <ServiceRow icon="phone" name={t('services.hostedPbx.name')} description={<HostedPbxPlan {...hostedPbx} />}>
            <StateBadge state={hostedPbx.plan === null ? 'inactive' : 'active'} />
          </ServiceRow>
          <RecordingRow service={callRecording} />
          <InternalCallsRow service={callRecording} />
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

function HostedPbxPlan({ plan }: Services['hostedPbx']) {
  const { t } = useTranslation();
  return <Text size="sm">{plan === null ? t('services.hostedPbx.none') : t('services.hostedPbx.plan', { plan })}</Text>;
}
