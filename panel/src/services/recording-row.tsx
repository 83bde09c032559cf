import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { mayChangeServices } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { PriceNote } from './service-price.tsx';
import { ServiceRow } from './service-row.tsx';
import { ServiceSwitch } from './service-switch.tsx';
import { StateBadge } from './state-badge.tsx';
import { useRecordingChange } from './use-recording-change.ts';

const NAME_ID = 'service-call-recording';

/** "Nagrywanie Rozmów": turned on by one press, turned off after a question. */
export function RecordingRow({ service }: { service: Services['callRecording'] }) {
  const { t } = useTranslation();
  return (
    <ServiceRow
      icon="speaker"
      name={t('services.callRecording.name')}
      nameId={NAME_ID}
      description={
        <>
          <Text size="sm">
            {t(service.included ? 'services.callRecording.text' : 'services.callRecording.notIncluded')}
          </Text>
          {service.included && (
            <Text size="sm" c="dimmed">
              {t('services.callRecording.fromNextCall')}
            </Text>
          )}
        </>
      }
      price={service.included && <PriceNote text={t('services.price.included')} />}
    >
      <RecordingState service={service} />
    </ServiceRow>
  );
}

function RecordingState({ service }: { service: Services['callRecording'] }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const change = useRecordingChange(({ enabled }) =>
    t(enabled ? 'services.callRecording.turnedOn' : 'services.callRecording.turnedOff'),
  );
  if (!service.included) return <StateBadge state="unavailable" />;
  if (!mayChangeServices(user)) return <StateBadge state={service.enabled ? 'on' : 'off'} />;
  const turnOff = () => change.mutate({ body: { enabled: false } });
  const askAndTurnOff = () =>
    modals.openConfirmModal({
      title: t('services.callRecording.confirmTitle'),
      children: <Text size="sm">{t('services.callRecording.confirmText')}</Text>,
      labels: { confirm: t('services.callRecording.confirm'), cancel: t('services.callRecording.cancel') },
      confirmProps: { color: 'off' },
      onConfirm: turnOff,
    });
  return (
    <ServiceSwitch
      on={service.enabled}
      nameId={NAME_ID}
      changing={change.isPending}
      onChange={(on) => (on ? change.mutate({ body: { enabled: true } }) : askAndTurnOff())}
    />
  );
}
