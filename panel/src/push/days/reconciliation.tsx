import { Divider, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PushDayReport } from '../../api/client.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { useWhen } from '../use-when.ts';

const TITLE_ID = 'push-reconciliation';

/** Calls, recordings and what arrived of them, beside each other. */
export function Reconciliation({ report }: { report: PushDayReport }) {
  const { t } = useTranslation();
  const when = useWhen();
  const { calls, recordings, delivered, gaps, deliveredAt, destroyedUndelivered: destroyed } = report;
  return (
    <Paper component="section" aria-labelledby={TITLE_ID} p="lg">
      <Title order={2} id={TITLE_ID}>
        {t('push.day.reconciliation')}
      </Title>
      <Divider my="md" />
      <Facts>
        <Fact name={t('push.day.calls')}>
          {calls.total}
          <Note text={t('push.day.recorded', { recorded: calls.recorded })} />
          {calls.withoutRecording.map((it) => (
            <Note
              key={it.reason}
              text={t('push.day.because', { reason: t(`recording.noneBecause.${it.reason}`), count: it.count })}
            />
          ))}
        </Fact>
        <Fact name={t('push.day.recordings')}>
          {recordings}
          {destroyed > 0 && <Note text={t('push.day.destroyed', { destroyed })} />}
        </Fact>
        <Fact name={t('push.day.delivered')}>
          {delivered}
          <Note text={gaps > 0 ? t('push.day.gaps', { gaps }) : t('push.day.noGaps')} />
          {deliveredAt !== null && <Note text={t('push.day.lastDelivery', when(deliveredAt))} />}
        </Fact>
      </Facts>
    </Paper>
  );
}

function Note({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  );
}
