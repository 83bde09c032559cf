import { Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { mayChangeServices } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { HostedPbxRow } from './hosted-pbx-row.tsx';
import { InternalCallsRow } from './internal-calls-row.tsx';
import { PushRow } from './push-row.tsx';
import { RecordingRow } from './recording-row.tsx';
import { RetentionRow } from './retention-row.tsx';
import classes from './service-table.module.css';

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
