import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PushTargetTest } from '../../api/client.ts';
import { RequestFailed } from '../../ui/feedback.tsx';
import { Icon } from '../../ui/icon.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { ServerMessage, useExplanation } from '../push-failure.tsx';
import { useTestTarget } from '../use-push.ts';
import {
  fingerprintOf,
  isSameServer,
  type TargetForm,
  type TargetKind,
  targetRequest,
  type TargetValues,
  withFingerprint,
} from './target-values.ts';
import classes from '../../ui/check-steps.module.css';

/** Tests the server in the form before it is saved. The result is hidden when the form names another server or account. */
export function TargetTest({ form }: { form: TargetForm }) {
  const { t } = useTranslation();
  const test = useTestTarget();
  const [testedValues, setTestedValues] = useState<TargetValues | null>(null);
  const isCurrent = testedValues !== null && isSameServer(testedValues, form.values);
  const run = (): void => {
    if (form.validate().hasErrors) return;
    setTestedValues(form.values);
    test.mutate({ body: targetRequest(form.values) });
  };
  return (
    <Stack gap="sm">
      <Group>
        <Button variant="light" leftSection={<Icon name="refresh" />} loading={test.isPending} onClick={run}>
          {t(test.isSuccess && isCurrent ? 'push.test.again' : 'push.test.run')}
        </Button>
      </Group>
      {test.isPending && (
        <Text size="sm" c="dimmed" role="status">
          {t('push.test.running')}
        </Text>
      )}
      {isCurrent && <RequestFailed error={test.error} />}
      {isCurrent && test.data !== undefined && (
        <TestResult
          test={test.data}
          kind={form.values.kind}
          confirmed={fingerprintOf(form.values)}
          onConfirm={(fingerprint) => form.setValues(withFingerprint(form.values, fingerprint))}
        />
      )}
    </Stack>
  );
}

type Step = PushTargetTest['steps'][number];

const OUTCOME_BADGES = {
  passed: { color: 'on', icon: 'check' },
  failed: { color: 'off', icon: 'close' },
  'not-needed': { color: 'gray', icon: 'check' },
  'not-allowed': { color: 'gray', icon: 'check' },
  'not-tried': { color: 'gray', icon: 'clock' },
  'not-verified': { color: 'amber', icon: 'info' },
} as const;

interface TestResultProps {
  test: PushTargetTest;
  kind: TargetKind;
  /** The confirmed fingerprint; empty: none is confirmed. */
  confirmed: string;
  /** Null: no buttons; a fingerprint can be confirmed in the form only. */
  onConfirm: ((fingerprint: string) => void) | null;
}

/** The result of a test, step by step. */
export function TestResult({ test, kind, confirmed, onConfirm }: TestResultProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" role="status">
      <TestOutcome test={test} />
      <ol className={classes.steps} aria-label={t('push.test.steps')}>
        {test.steps.map((step) => (
          <TestStep key={step.step} step={step} />
        ))}
      </ol>
      <ServerFingerprint test={test} kind={kind} confirmed={confirmed} onConfirm={onConfirm} />
    </Stack>
  );
}

/** In one sentence; what could not be verified is not hidden among the steps. */
function TestOutcome({ test: { passed, verifies } }: { test: PushTargetTest }) {
  const { t } = useTranslation();
  const result = passed ? (verifies === 'nothing' ? 'passedUnseen' : 'passed') : 'failed';
  return (
    <Alert {...RESULT_ALERTS[result]} py="xs">
      {t(`push.test.${result}`)}
    </Alert>
  );
}

const RESULT_ALERTS = {
  passed: { color: 'on', icon: <Icon name="check" /> },
  passedUnseen: { color: 'amber', icon: <Icon name="info" /> },
  failed: { color: 'off', icon: <Icon name="warning" /> },
} as const;

function TestStep({ step: { step, name, failure, ...of } }: { step: Step }) {
  const { t } = useTranslation();
  const explained = useExplanation();
  const outcome = step === 'check' && of.outcome === 'not-allowed' ? 'not-verified' : of.outcome;
  return (
    <li className={classes.step}>
      <Text size="sm" fw={600}>
        {explained(name)}
      </Text>
      <StatusBadge {...OUTCOME_BADGES[outcome]} size="md">
        {t(`push.test.outcomes.${outcome}`)}
      </StatusBadge>
      {failure !== null && (
        <div className={classes.reason}>
          <Text size="sm">{explained(failure.explanation)}</Text>
          <ServerMessage detail={failure.detail} />
        </div>
      )}
    </li>
  );
}

interface ServerFingerprintProps {
  test: Pick<PushTargetTest, 'fingerprint' | 'refusedFingerprint'>;
  kind: TargetKind;
  confirmed: string;
  onConfirm: ((fingerprint: string) => void) | null;
}

/** The fingerprint of the server, with a button that confirms it. */
function ServerFingerprint({ test, kind, confirmed, onConfirm }: ServerFingerprintProps) {
  const { t } = useTranslation();
  const { fingerprint, refusedFingerprint: refused } = test;
  if (refused !== null) {
    return (
      <Alert color="amber" icon={<Icon name="shield" />} title={t('push.test.refusedTitle')}>
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{t('push.test.refusedText')}</Text>
          <Fingerprint value={refused} />
          {onConfirm !== null && <ConfirmButton onClick={() => onConfirm(refused)} />}
        </Stack>
      </Alert>
    );
  }
  if (fingerprint === null) return null;
  return (
    <Stack gap={6} align="flex-start">
      <Fingerprint value={fingerprint} />
      {confirmed === fingerprint && (
        <StatusBadge color="on" icon="shield" size="md">
          {t('push.test.confirmed')}
        </StatusBadge>
      )}
      {/* Only for host keys: a certificate is renewed, and is verified by its authority. */}
      {kind === 'sftp' && confirmed === '' && onConfirm !== null && (
        <>
          <Text size="sm">{t('push.test.unconfirmedText')}</Text>
          <ConfirmButton onClick={() => onConfirm(fingerprint)} />
        </>
      )}
    </Stack>
  );
}

function Fingerprint({ value }: { value: string }) {
  const { t } = useTranslation();
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {t('push.test.fingerprint')}: <code>{value}</code>
    </Text>
  );
}

function ConfirmButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="light" size="xs" leftSection={<Icon name="shield" size={16} />} onClick={onClick}>
      {t('push.test.confirm')}
    </Button>
  );
}
