import { Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PushDay, PushPackage } from '../../api/client.ts';
import { formatFileSize } from '../../format/numbers.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';

/** Badges of the states of days and packages. */
const STATE_BADGES = {
  delivered: { color: 'on', icon: 'check' },
  'not-verified': { color: 'amber', icon: 'info' },
  partial: { color: 'amber', icon: 'warning' },
  failing: { color: 'off', icon: 'warning' },
  sending: { color: 'brand', icon: 'send' },
  pending: { color: 'gray', icon: 'clock' },
  waiting: { color: 'gray', icon: 'clock' },
  'not-set-up': { color: 'amber', icon: 'info' },
  'not-due': { color: 'gray', icon: 'info' },
} as const;

/** The state as it is shown: what is delivered and could not be verified has one of its own. */
export function shownState<State extends string>({
  state,
  notVerified,
}: {
  readonly state: State;
  readonly notVerified: PushDay['notVerified'];
}): State | 'not-verified' {
  return state === 'delivered' && notVerified !== null ? 'not-verified' : state;
}

export function DayBadge({ of }: { of: Pick<PushDay, 'state' | 'notVerified'> }) {
  const { t } = useTranslation();
  const state = shownState(of);
  return (
    <StatusBadge {...STATE_BADGES[state]} size="md">
      {t(`push.states.${state}`)}
    </StatusBadge>
  );
}

export function PackageBadge({ of }: { of: Pick<PushPackage, 'state' | 'notVerified'> }) {
  const { t } = useTranslation();
  const state = shownState(of);
  return (
    <StatusBadge {...STATE_BADGES[state]} size="md">
      {t(`push.day.packageStates.${state}`)}
    </StatusBadge>
  );
}

/** Progress of a delivery that is being sent. */
export function SendingProgress({ progress }: { progress: NonNullable<PushDay['progress']> }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { files, sentFiles, bytes, sentBytes } = progress;
  const sizes = { sentSize: formatFileSize(sentBytes, language), size: formatFileSize(bytes, language) };
  return (
    <Stack gap={4}>
      <Progress value={bytes === 0 ? 0 : (100 * sentBytes) / bytes} aria-label={t('push.day.progress')} />
      <Text size="xs" c="dimmed">
        {t('push.day.progressText', { files, sentFiles, ...sizes })}
      </Text>
    </Stack>
  );
}
