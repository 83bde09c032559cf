import { Button, Divider, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PushSetup, PushTarget } from '../../api/client.ts';
import { mayChangeServices, useSession } from '../../session/session.ts';
import { useQuestion } from '../../ui/question.tsx';
import { Fact, Facts } from '../../ui/data-list.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RequestFailed, useNotices } from '../../ui/feedback.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useRemoveTarget, useTestTarget } from '../use-push.ts';
import { useDateAndTime } from '../push-failure.tsx';
import { fingerprintOf, targetRequest, valuesOf, formatLimit } from './target-values.ts';
import { TestResult } from './target-test.tsx';

const TITLE_ID = 'push-target';

const STATE_BADGES = {
  failing: { color: 'off', icon: 'warning' },
  waiting: { color: 'amber', icon: 'clock' },
  ready: { color: 'on', icon: 'check' },
} as const;

interface TargetCardProps {
  setup: PushSetup;
  target: PushTarget;
}

/** The push target; an admin can change, test and remove it. */
export function TargetCard({ setup, target }: TargetCardProps) {
  const { t } = useTranslation();
  const when = useDateAndTime();
  const state = setup.failingSince !== null ? 'failing' : setup.nextAttemptAt !== null ? 'waiting' : 'ready';
  return (
    <Paper component="section" aria-labelledby={TITLE_ID} p="lg">
      <Group justify="space-between">
        <Title order={2} id={TITLE_ID}>
          {t('push.target.title')}
        </Title>
        <StatusBadge {...STATE_BADGES[state]}>{t(`push.target.states.${state}`)}</StatusBadge>
      </Group>
      <Divider my="md" />
      <TargetFacts target={target} keepUndeliveredDays={setup.keepUndeliveredDays} />
      <Text size="xs" c="dimmed" mt="md">
        {t('push.target.changed', when(target.changedAt))}
      </Text>
      {mayChangeServices(useSession().user) && <Actions target={target} />}
    </Paper>
  );
}

function TargetFacts({ target, keepUndeliveredDays: days }: { target: PushTarget; keepUndeliveredDays: number }) {
  const { t } = useTranslation();
  const { bytesPerSecond, connections, readBack, hookUrl } = target;
  const speed = [
    t('push.target.connections', { connections }),
    ...(bytesPerSecond === null ? [] : [t('push.target.limited', { limit: formatLimit(bytesPerSecond) })]),
    ...(readBack ? [t('push.target.readBack')] : []),
    ...(target.kind !== 's3' && !target.temporaryNames ? [t('push.target.finalNames')] : []),
  ];
  const fingerprint = fingerprintOf(valuesOf(target));
  return (
    <Facts>
      <Fact name={t('push.target.place')}>
        <BreakableText text={target.place} />
      </Fact>
      <Fact name={t('push.target.kind')}>{t(`push.kindNames.${target.kind}`)}</Fact>
      <Fact name={t('push.target.account')}>
        <BreakableText text={target.kind === 's3' ? target.accessKey : target.login} />
      </Fact>
      <Fact name={t('push.target.form')}>{t(`push.forms.${target.form}`)}</Fact>
      <Fact name={t('push.target.speed')}>{speed.join(', ')}</Fact>
      {fingerprint !== '' && (
        <Fact name={t(target.kind === 'sftp' ? 'push.target.hostKey' : 'push.target.certificate')}>
          <BreakableText text={fingerprint} />
        </Fact>
      )}
      {target.keepUndelivered && days > 0 && (
        <Fact name={t('push.target.keep')}>{t('push.target.keepFor', { days })}</Fact>
      )}
      {hookUrl !== null && (
        <Fact name={t('push.target.hook')}>
          <BreakableText text={hookUrl} />
        </Fact>
      )}
    </Facts>
  );
}

/** Addresses and fingerprints have no spaces where a line could break. */
function BreakableText({ text }: { text: string }) {
  return <span style={{ overflowWrap: 'anywhere' }}>{text}</span>;
}

function Actions({ target }: { target: PushTarget }) {
  const { t } = useTranslation();
  const test = useTestTarget();
  const values = valuesOf(target);
  return (
    <Stack mt="md" gap="sm">
      <Group>
        <Button renderRoot={(props) => <Link to="/account/push/target" {...props} />}>{t('push.target.change')}</Button>
        <Button
          variant="light"
          leftSection={<Icon name="refresh" />}
          loading={test.isPending}
          onClick={() => test.mutate({ body: targetRequest(values) })}
        >
          {t('push.target.test')}
        </Button>
        <RemoveButton />
      </Group>
      {test.isPending && (
        <Text size="sm" c="dimmed" role="status">
          {t('push.test.running')}
        </Text>
      )}
      <RequestFailed error={test.error} />
      {test.data !== undefined && (
        <TestResult test={test.data} kind={target.kind} confirmed={fingerprintOf(values)} onConfirm={null} />
      )}
    </Stack>
  );
}

function RemoveButton() {
  const { t } = useTranslation();
  const notices = useNotices();
  const remove = useRemoveTarget(() => notices.done(t('push.target.removed')));
  const question = useQuestion();
  const ask = () =>
    question(
      {
        title: t('push.target.removeTitle'),
        text: t('push.target.removeText'),
        confirm: t('push.target.removeConfirm'),
      },
      () => remove.mutate({}, { onError: notices.failed }),
    );
  return (
    <Button variant="subtle" color="off" leftSection={<Icon name="trash" />} loading={remove.isPending} onClick={ask}>
      {t('push.target.remove')}
    </Button>
  );
}
