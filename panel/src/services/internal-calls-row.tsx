import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { mayChangeServices } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { PriceNote } from './service-price.tsx';
import { ServiceRow } from './service-row.tsx';
import { ServiceSwitch } from './service-switch.tsx';
import { StateBadge } from './state-badge.tsx';
import { useRecordingChange } from './use-recording-change.ts';

const NAME_ID = 'service-internal-calls';

/** Whether calls between the customer's own extensions are recorded too. */
export function InternalCallsRow({ service }: { service: Services['callRecording'] }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const change = useRecordingChange(({ recordInternal }) =>
    t(recordInternal ? 'services.internalCalls.turnedOn' : 'services.internalCalls.turnedOff'),
  );
  if (!service.included) return null;
  return (
    <ServiceRow
      icon="users"
      name={t('services.internalCalls.name')}
      nameId={NAME_ID}
      description={
        <>
          <Text size="sm">{t('services.internalCalls.text')}</Text>
          {!service.enabled && (
            <Text size="sm" c="dimmed">
              {t('services.internalCalls.needsRecording')}
            </Text>
          )}
        </>
      }
      price={<PriceNote text={t('services.price.included')} />}
    >
      {mayChangeServices(user) ? (
        <ServiceSwitch
          on={service.recordInternal}
          nameId={NAME_ID}
          changing={change.isPending}
          onChange={(recordInternal) => change.mutate({ body: { recordInternal } })}
        />
      ) : (
        <StateBadge state={service.recordInternal ? 'on' : 'off'} />
      )}
    </ServiceRow>
  );
}
