import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PushSetup, Services } from '../api/client.ts';
import { formatDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { deliveredUpTo, useLatestPushDays, usePushSetup } from '../push/use-push.ts';
import { useExplanation, useDateAndTime } from '../push/push-failure.tsx';
import { mayChangeServices, useSession } from '../session/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { OrderForm } from './order-form.tsx';
import { ServiceDates, ServicePrice, ServiceRow, StateBadge } from './service-row.tsx';

/** "Automatyczne przesyłanie nagrań": daily packages to the customer's own server. */
export function PushRow({ services }: { services: Services }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const [opened, dialog] = useDisclosure(false);
  const { callRecording, push } = services;
  const mayOrder = mayChangeServices(user) && callRecording.included && !push.active;
  return (
    <ServiceRow
      icon="send"
      name={t('services.push.name')}
      description={
        <>
          <Text size="sm">{t('services.push.text')}</Text>
          <ServiceDates since={push.since} endsAt={push.endsAt} />
          {push.active && <PushSummary />}
        </>
      }
      price={
        <Stack gap={6}>
          <ServicePrice money={push.monthly} fee="monthly" />
          {!push.active && push.activation !== null && <ServicePrice money={push.activation} fee="activation" />}
        </Stack>
      }
    >
      <Stack gap="xs" align="flex-start">
        <StateBadge state={push.active ? 'active' : callRecording.included ? 'inactive' : 'unavailable'} />
        {mayOrder && (
          <Button variant="light" size="xs" leftSection={<Icon name="power" size={16} />} onClick={dialog.open}>
            {t('services.push.activate')}
          </Button>
        )}
      </Stack>
      <PushOrder opened={opened} onClose={dialog.close} />
    </ServiceRow>
  );
}

const PUSH_ORDER = { service: 'push' } as const;

/** Dialog that orders the daily push. */
function PushOrder({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} size="lg" title={t('services.push.dialogTitle')}>
      <OrderForm request={PUSH_ORDER} done={t('services.push.ordered')} onClose={onClose} />
    </Dialog>
  );
}

/** The status of the daily push in one line, with a link to its page. */
function PushSummary() {
  const { t } = useTranslation();
  const { user } = useSession();
  const { data: setup } = usePushSetup();
  const isUnset = setup?.target === null && mayChangeServices(user);
  return (
    <>
      {setup === undefined ? <Skeleton height={20} width={240} my={2} aria-hidden /> : <DeliveryStatus setup={setup} />}
      <Anchor size="sm" renderRoot={(props) => <Link to="/account/push" {...props} />}>
        {t(isUnset ? 'push.summary.setUp' : 'push.summary.open')}
      </Anchor>
    </>
  );
}

function DeliveryStatus({ setup: { target, failure, failingSince } }: { setup: PushSetup }) {
  const { t } = useTranslation();
  const explained = useExplanation();
  const when = useDateAndTime();
  if (target === null) return <StatusLine icon="warning" color="amber" text={t('push.summary.notSetUp')} />;
  if (failingSince === null) return <DeliveredUpTo />;
  const since = t('push.summary.failingSince', when(failingSince));
  const reason = failure === null ? '' : ` ${explained(failure.explanation)}`;
  return <StatusLine icon="warning" color="off" text={since + reason} />;
}

function DeliveredUpTo() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { data } = useLatestPushDays();
  if (data === undefined) return null;
  const day = deliveredUpTo(data.days);
  if (day === null) return <StatusLine icon="clock" color="gray" text={t('push.summary.nothingYet')} />;
  return (
    <StatusLine icon="check" color="on" text={t('push.summary.deliveredUpTo', { date: formatDay(day, language) })} />
  );
}

function StatusLine({ icon, color, text }: { icon: IconName; color: 'on' | 'off' | 'amber' | 'gray'; text: string }) {
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" c={`var(--mantine-color-${color}-light-color)`}>
      <span style={{ flexShrink: 0, paddingTop: 2 }}>
        <Icon name={icon} size={16} />
      </span>
      <Text size="sm" fw={600}>
        {text}
      </Text>
    </Group>
  );
}
