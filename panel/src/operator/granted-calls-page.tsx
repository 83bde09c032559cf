import { Button, Group, Paper, Stack } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CallCards, CallTable } from '../calls/call-list.tsx';
import { WithRecordingRights } from '../calls/recording-rights.tsx';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useCallsUnderGrant, useStaffGrants } from '../listening/use-listening.ts';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';

const route = getRouteApi('/signed-in/operator/listening/$id');

/** The recorded calls that a grant of a customer opens to the operator's staff. */
export function GrantedCallsPage() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { id } = route.useParams();
  const grants = useStaffGrants();
  const grant = grants.data?.grants.find((one) => one.id === id);
  const until = grant?.until ?? null;
  const lead =
    until === null
      ? {}
      : {
          lead: t('listening.staff.callsLead', {
            date: formatDate(until, language),
            time: formatHour(until, language),
          }),
        };
  return (
    <Stack>
      <PageHeader title={t('listening.staff.callsTitle', { tenant: grant?.tenantName ?? '' })} {...lead}>
        <Button variant="default" renderRoot={(props) => <Link to="/operator/listening" {...props} />}>
          {t('listening.staff.back')}
        </Button>
      </PageHeader>
      <WithRecordingRights rights={{ listen: true, download: grant?.download === true, hold: false }}>
        <GrantedCalls id={id} />
      </WithRecordingRights>
    </Stack>
  );
}

function GrantedCalls({ id }: { id: string }) {
  const { t } = useTranslation();
  const narrow = useNarrowScreen();
  const calls = useCallsUnderGrant(id);
  if (calls.isPending) return <ListSkeleton label={t('listening.staff.callsLoading')} />;
  if (calls.data === undefined) return <LoadError error={calls.error} onRetry={() => void calls.refetch()} />;
  const found = calls.data.pages.flatMap((page) => page.calls);
  const List = narrow ? CallCards : CallTable;
  return (
    <>
      <Paper style={{ overflow: 'hidden' }}>
        {found.length === 0 ? (
          <EmptyMessage
            icon="phone"
            title={t('listening.staff.callsEmpty.title')}
            text={t('listening.staff.callsEmpty.text')}
          />
        ) : (
          <List calls={found} />
        )}
      </Paper>
      {calls.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
            {t('calls.more')}
          </Button>
        </Group>
      )}
    </>
  );
}
