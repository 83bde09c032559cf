import { Alert, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallTimeline } from '../api/client.ts';
import { CopyButton } from '../ui/copyable.tsx';
import { Icon } from '../ui/icon.tsx';
import { AS_WANTED, StepItem } from './step-item.tsx';
import classes from './timeline.module.css';

/** Whose words: the customer's, or those of the operator's support. */
export type Audience = 'customer' | 'support';

interface TimelineViewProps {
  timeline: CallTimeline;
  audience: Audience;
}

/** What became of a recording, what to do, and each step of its way. */
export function TimelineView({ timeline, audience }: TimelineViewProps) {
  const { t } = useTranslation();
  const { verdict, flags, steps, callId } = timeline;
  const recordings = [...new Set(steps.flatMap(({ recordingId }) => recordingId ?? []))];
  return (
    <Stack gap="md">
      <Alert
        color={toneOf(verdict)}
        title={t(`timeline.verdicts.${verdict}.title`)}
        icon={<Icon name={toneOf(verdict) === 'on' ? 'check' : 'info'} />}
      >
        <Text size="sm">{t(`timeline.verdicts.${verdict}.text`)}</Text>
        <Text size="sm" mt={6}>
          <strong>{t(audience === 'customer' ? 'timeline.what' : 'timeline.whatSupport')}:</strong>{' '}
          {t(`timeline.verdicts.${verdict}.${audience}`)}
        </Text>
      </Alert>
      <section aria-labelledby="timeline-steps">
        <Title order={3} size="h5" id="timeline-steps" mb="xs">
          {t('timeline.steps')}
        </Title>
        <ol className={classes.steps}>
          {steps.map((step, index) => (
            <StepItem
              // oxlint-disable-next-line react/no-array-index-key -- the same step may come twice
              key={index}
              step={step}
              nth={recordings.length > 1 && step.recordingId !== null ? recordings.indexOf(step.recordingId) + 1 : null}
            />
          ))}
        </ol>
      </section>
      {flags.length > 0 && (
        <section aria-labelledby="timeline-notes">
          <Title order={3} size="h5" id="timeline-notes" mb="xs">
            {t('timeline.notes')}
          </Title>
          <Stack gap="xs">
            {flags.map((flag) => (
              <div key={flag}>
                <Text size="sm" fw={600}>
                  {t(`recording.flags.${flag}`)}
                </Text>
                <Text size="sm">{t(`recording.flagDetails.${flag}`)}</Text>
                <Text size="sm" c="dimmed">
                  {t(audience === 'customer' ? 'timeline.what' : 'timeline.whatSupport')}:{' '}
                  {t(`timeline.flags.${flag}.${audience}`)}
                </Text>
              </div>
            ))}
          </Stack>
        </section>
      )}
      <Group gap={4} wrap="nowrap" align="center">
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {t('timeline.callId')}: <code>{callId}</code>
        </Text>
        <CopyButton value={callId} what={t('timeline.callIdCopy')} />
      </Group>
    </Stack>
  );
}

/** Green where it can be had, neutral where nothing is wrong, red where something failed. The words say so, too. */
function toneOf(verdict: CallTimeline['verdict']): 'on' | 'off' | 'blue' {
  if (verdict === 'available' || verdict === 'on-files') return 'on';
  return NOTHING_WRONG.includes(verdict) ? 'blue' : 'off';
}

const NOTHING_WRONG: readonly CallTimeline['verdict'][] = [
  'preparing',
  'awaiting-delivery',
  'being-deleted',
  'deleted-expired',
  'deleted-option-ended',
  'deleted-on-request',
  'internal-off',
  'not-answered',
  ...AS_WANTED,
];
