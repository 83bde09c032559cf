import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { mayChangeServices, useSession } from '../session/session.ts';
import { useQuestion } from '../ui/question.tsx';
import { useNotices } from '../ui/feedback.tsx';
import { PriceNote, ServiceRow, ServiceSwitch, StateBadge } from './service-row.tsx';
import { useChangeCallRecording } from './use-services.ts';

const CALL_RECORDING_ID = 'service-call-recording';

/** "Nagrywanie Rozmów": turned on at once, turned off after a confirmation. */
export function RecordingRow({ service }: { service: Services['callRecording'] }) {
  const { t } = useTranslation();
  return (
    <ServiceRow
      icon="speaker"
      name={t('services.callRecording.name')}
      nameId={CALL_RECORDING_ID}
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
      <RecordingSwitch service={service} />
    </ServiceRow>
  );
}

function RecordingSwitch({ service }: { service: Services['callRecording'] }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const change = useRecordingChange(({ enabled }) =>
    t(enabled ? 'services.callRecording.turnedOn' : 'services.callRecording.turnedOff'),
  );
  const question = useQuestion();
  if (!service.included) return <StateBadge state="unavailable" />;
  if (!mayChangeServices(user)) return <StateBadge state={service.enabled ? 'on' : 'off'} />;
  const turnOff = () => change.mutate({ body: { enabled: false } });
  const askAndTurnOff = () =>
    question(
      {
        title: t('services.callRecording.confirmTitle'),
        text: t('services.callRecording.confirmText'),
        confirm: t('services.callRecording.confirm'),
      },
      turnOff,
    );
  return (
    <ServiceSwitch
      on={service.enabled}
      nameId={CALL_RECORDING_ID}
      changing={change.isPending}
      onChange={(on) => (on ? change.mutate({ body: { enabled: true } }) : askAndTurnOff())}
    />
  );
}

const INTERNAL_CALLS_ID = 'service-internal-calls';

/** Recording of calls between the customer's own extensions. */
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
      nameId={INTERNAL_CALLS_ID}
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
          nameId={INTERNAL_CALLS_ID}
          changing={change.isPending}
          onChange={(recordInternal) => change.mutate({ body: { recordInternal } })}
        />
      ) : (
        <StateBadge state={service.recordInternal ? 'on' : 'off'} />
      )}
    </ServiceRow>
  );
}

type CallRecording = Services['callRecording'];

/** Changes the recording service and notifies the user of the result; `done` returns the text for the new state. */
function useRecordingChange(done: (service: CallRecording) => string) {
  const notices = useNotices();
  return useChangeCallRecording({
    onChanged: (service) => notices.done(done(service)),
    onFailed: notices.failed,
  });
}
