import { Alert, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PushTargetTest } from '../../api/client.ts';
import { Icon } from '../../ui/icon.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { ServerSaid } from '../failure-alert.tsx';
import { useExplanation } from '../use-explanation.ts';
import { ShownFingerprint } from './shown-fingerprint.tsx';
import classes from './test-outcome.module.css';
import type { TargetKind } from './target-values.ts';

type Step = PushTargetTest['steps'][number];

const OUTCOME_LOOKS = {
  passed: { color: 'on', icon: 'check' },
  failed: { color: 'off', icon: 'close' },
  'not-needed': { color: 'gray', icon: 'check' },
  'not-allowed': { color: 'gray', icon: 'check' },
  'not-tried': { color: 'gray', icon: 'clock' },
} as const;

interface TestOutcomeProps {
  test: PushTargetTest;
  kind: TargetKind;
  /** What the server must show; empty: nothing is confirmed. */
  confirmed: string;
  /** Null: it is confirmed where the target is changed. */
  onConfirm: ((fingerprint: string) => void) | null;
}

/** What the test of a connection found, step by step. */
export function TestOutcome({ test, kind, confirmed, onConfirm }: TestOutcomeProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" role="status">
      <Alert color={test.passed ? 'on' : 'off'} icon={<Icon name={test.passed ? 'check' : 'warning'} />} py="xs">
        {t(test.passed ? 'push.test.passed' : 'push.test.failed')}
      </Alert>
      <ol className={classes.steps} aria-label={t('push.test.steps')}>
        {test.steps.map((step) => (
          <TestStep key={step.step} step={step} />
        ))}
      </ol>
      <ShownFingerprint test={test} kind={kind} confirmed={confirmed} onConfirm={onConfirm} />
    </Stack>
  );
}

function TestStep({ step: { name, outcome, failure } }: { step: Step }) {
  const { t } = useTranslation();
  const explained = useExplanation();
  return (
    <li className={classes.step}>
      <Text size="sm" fw={600}>
        {explained(name)}
      </Text>
      <StatusBadge {...OUTCOME_LOOKS[outcome]} size="md">
        {t(`push.test.outcomes.${outcome}`)}
      </StatusBadge>
      {failure !== null && (
        <div className={classes.reason}>
          <Text size="sm">{explained(failure.explanation)}</Text>
          <ServerSaid detail={failure.detail} />
        </div>
      )}
    </li>
  );
}
