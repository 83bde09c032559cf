import { Alert, Anchor, Button, Paper, Stack } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PushSetup } from '../api/client.ts';
import { type Month, monthOf, warsawDay } from '../format/warsaw-time.ts';
import { mayChangeServices, useSession } from '../session/session.ts';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Calendar } from './days/calendar.tsx';
import { FailureAlert, useDateAndTime } from './push-failure.tsx';
import { TargetCard } from './target/target-card.tsx';
import { usePushSetup } from './use-push.ts';

const route = getRouteApi('/signed-in/account/push');

interface MonthProps {
  month: Month;
  onMonth: (month: Month) => void;
}

/** The daily push: its target, failures, and the calendar of days. */
export function PushPage() {
  const { t } = useTranslation();
  const { month = monthOf(warsawDay(new Date())) } = route.useSearch();
  const navigate = route.useNavigate();
  const onMonth = (chosen: Month) => void navigate({ search: { month: chosen }, replace: true });
  const setup = usePushSetup();
  return (
    <Stack>
      <PageHeader title={t('push.title')} lead={t('push.lead')} />
      {setup.isPending && <ListSkeleton label={t('push.loading')} />}
      {setup.isError && <LoadError error={setup.error} onRetry={() => void setup.refetch()} />}
      {setup.data !== undefined && <SetupAndDays setup={setup.data} month={month} onMonth={onMonth} />}
    </Stack>
  );
}

function SetupAndDays({ setup, month, onMonth }: MonthProps & { setup: PushSetup }) {
  const { active, target } = setup;
  if (!active && target === null) return <NotActive />;
  return (
    <>
      {!active && <Ended />}
      <Failing setup={setup} />
      {target === null ? <NotSetUp /> : <TargetCard setup={setup} target={target} />}
      <Calendar month={month} onMonth={onMonth} />
    </>
  );
}

function NotActive() {
  const { t } = useTranslation();
  return (
    <Paper>
      <EmptyMessage icon="send" title={t('push.notActive.title')} text={t('push.notActive.text')}>
        <Button mt="xs" renderRoot={(props) => <Link to="/account/services" {...props} />}>
          {t('push.notActive.order')}
        </Button>
      </EmptyMessage>
    </Paper>
  );
}

function Ended() {
  const { t } = useTranslation();
  return (
    <Alert color="gray" icon={<Icon name="power" />}>
      {t('push.notActive.ended')}{' '}
      <Anchor size="sm" renderRoot={(props) => <Link to="/account/services" {...props} />}>
        {t('push.notActive.order')}
      </Anchor>
    </Alert>
  );
}

function Failing({ setup: { failingSince, failure, nextAttemptAt } }: { setup: PushSetup }) {
  const { t } = useTranslation();
  const when = useDateAndTime();
  if (failingSince === null) return null;
  const title = t('push.failure.since', when(failingSince));
  return <FailureAlert title={title} failure={failure} nextAttemptAt={nextAttemptAt} />;
}

function NotSetUp() {
  const { t } = useTranslation();
  const admin = mayChangeServices(useSession().user);
  return (
    <Paper>
      <EmptyMessage
        icon="send"
        title={t('push.notSetUp.title')}
        text={t(admin ? 'push.notSetUp.text' : 'push.notSetUp.textForOthers')}
      >
        {admin && (
          <Button mt="xs" renderRoot={(props) => <Link to="/account/push/target" {...props} />}>
            {t('push.notSetUp.set')}
          </Button>
        )}
      </EmptyMessage>
    </Paper>
  );
}
