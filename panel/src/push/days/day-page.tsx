import { Anchor, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PushDayReport } from '../../api/client.ts';
import { monthOf } from '../../format/month.ts';
import { formatLongDay, type WarsawDay } from '../../format/warsaw-time.ts';
import { useLanguage } from '../../i18n/use-language.ts';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { LoadError } from '../../ui/load-error.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { FailureAlert } from '../failure-alert.tsx';
import { usePushDay } from '../use-push.ts';
import { DayBadge, SendingProgress } from './day-state.tsx';
import { MissingRecordings } from './missing-recordings.tsx';
import { Packages } from './packages.tsx';
import { Reconciliation } from './reconciliation.tsx';
import { SendDay } from './send-day.tsx';

/** All about one day: what was called and recorded, what of it arrived, what is missing, and how it was sent. */
export function DayPage({ day }: { day: WarsawDay }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const report = usePushDay(day);
  return (
    <Stack>
      <Anchor size="sm" renderRoot={(props) => <Link to="/account/push" search={{ month: monthOf(day) }} {...props} />}>
        ← {t('push.day.back')}
      </Anchor>
      <PageHeader title={t('push.day.title', { date: formatLongDay(day, language) })} />
      {report.isPending && <ListSkeleton label={t('push.day.loading')} />}
      {report.isError && <LoadError error={report.error} onRetry={() => void report.refetch()} />}
      {report.data !== undefined && <Report report={report.data} />}
    </Stack>
  );
}

function Report({ report }: { report: PushDayReport }) {
  const { t } = useTranslation();
  const { state, failure, progress, missing, gaps, packages } = report;
  return (
    <>
      <Paper p="lg">
        <Stack gap="sm" align="stretch">
          <div>
            <DayBadge state={state} />
          </div>
          <Text size="sm">{t(`push.stateTexts.${state}`)}</Text>
          {progress !== null && state === 'sending' && <SendingProgress progress={progress} />}
          {failure !== null && <FailureAlert title={t('push.day.lastFailed')} failure={failure} nextAttemptAt={null} />}
          <SendDay report={report} />
        </Stack>
      </Paper>
      <Reconciliation report={report} />
      {missing.length > 0 && <MissingRecordings missing={missing} gaps={gaps} />}
      <Paper component="section" p="lg">
        <Title order={2} mb="md">
          {t('push.day.packagesTitle')}
        </Title>
        {packages.length === 0 ? <Text size="sm">{t('push.day.noPackages')}</Text> : <Packages packages={packages} />}
      </Paper>
    </>
  );
}
