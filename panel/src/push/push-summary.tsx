import { Anchor, Group, Skeleton, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PushSetup } from '../api/client.ts';
import { formatDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { mayChangeServices } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import type { IconName } from '../ui/icon-paths.ts';
import { deliveredUpTo } from './delivered-up-to.ts';
import { useExplanation } from './use-explanation.ts';
import { useLatestPushDays, usePushSetup } from './use-push.ts';
import { useWhen } from './use-when.ts';

/** In one line how the daily push goes, and the way to all about it. */
export function PushSummary() {
  const { t } = useTranslation();
  const { user } = useSession();
  const { data: setup } = usePushSetup();
  const isUnset = setup?.target === null && mayChangeServices(user);
  return (
    <>
      {setup === undefined ? <Skeleton height={20} width={240} my={2} aria-hidden /> : <HowItGoes setup={setup} />}
      <Anchor size="sm" renderRoot={(props) => <Link to="/account/push" {...props} />}>
        {t(isUnset ? 'push.summary.setUp' : 'push.summary.open')}
      </Anchor>
    </>
  );
}

function HowItGoes({ setup: { target, failure, failingSince } }: { setup: PushSetup }) {
  const { t } = useTranslation();
  const explained = useExplanation();
  const when = useWhen();
  if (target === null) return <Line icon="warning" color="amber" text={t('push.summary.notSetUp')} />;
  if (failingSince === null) return <Delivered />;
  const since = t('push.summary.failingSince', when(failingSince));
  const reason = failure === null ? '' : ` ${explained(failure.explanation)}`;
  return <Line icon="warning" color="off" text={since + reason} />;
}

function Delivered() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { data } = useLatestPushDays();
  if (data === undefined) return null;
  const day = deliveredUpTo(data.days);
  if (day === null) return <Line icon="clock" color="gray" text={t('push.summary.nothingYet')} />;
  return <Line icon="check" color="on" text={t('push.summary.deliveredUpTo', { date: formatDay(day, language) })} />;
}

function Line({ icon, color, text }: { icon: IconName; color: 'on' | 'off' | 'amber' | 'gray'; text: string }) {
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
