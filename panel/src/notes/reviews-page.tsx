import { Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Call, type ListedReview } from '../api/client.ts';
import { CallDuration, CallParties, CallTime, DirectionLabel } from '../calls/call-details.tsx';
import { RecordingCell } from '../calls/recording-cell.tsx';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ReviewBadge, ReviewButtons } from './review-part.tsx';

const PAGE_SIZE = 50;
const route = getRouteApi('/signed-in/account/review');

type List = 'for-me' | 'by-me' | 'all';
type State = 'open' | 'done';

/** "Do sprawdzenia": calls that colleagues are to look at. */
export function ReviewsPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const { call } = route.useSearch();
  const [list, setList] = useState<List>('for-me');
  const [state, setState] = useState<State>('open');
  const lists: List[] = user.role === 'admin' ? ['for-me', 'by-me', 'all'] : ['for-me', 'by-me'];
  return (
    <Stack>
      <PageHeader title={t('reviews.pageTitle')} lead={t('reviews.lead')} />
      {call !== undefined && <LinkedCall id={call} />}
      <Group gap="sm">
        <SegmentedControl
          aria-label={t('reviews.whose')}
          value={list}
          onChange={(value) => setList(value)}
          data={lists.map((value) => ({ value, label: t(`reviews.lists.${value}`) }))}
        />
        <SegmentedControl
          aria-label={t('reviews.state')}
          value={state}
          onChange={(value) => setState(value)}
          data={(['open', 'done'] as const).map((value) => ({ value, label: t(`reviews.states.${value}`) }))}
        />
      </Group>
      <Reviews list={list} state={state} />
    </Stack>
  );
}

/** The call that the link of a mail names. */
function LinkedCall({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = api.useQuery('get', '/api/v1/calls', { params: { query: { call: id, limit: 1 } } });
  const found = data?.calls[0];
  if (data === undefined) return null;
  return (
    <Paper p="md" component="section" aria-label={t('reviews.linked')}>
      <Text fw={600} mb="xs">
        {t('reviews.linked')}
      </Text>
      {found === undefined ? <Text size="sm">{t('reviews.linkedMissing')}</Text> : <CallLine call={found} />}
    </Paper>
  );
}

function CallLine({ call }: { call: Call }) {
  return (
    <Group gap="lg">
      <CallTime instant={call.startedAt} />
      <DirectionLabel direction={call.direction} />
      <CallParties call={call} />
      <CallDuration call={call} />
      <RecordingCell call={call} />
    </Group>
  );
}

function Reviews({ list, state }: { list: List; state: State }) {
  const { t } = useTranslation();
  const reviews = useReviews(list, state);
  if (reviews.isPending) return <ListSkeleton label={t('reviews.loading')} />;
  if (reviews.data === undefined) return <LoadError error={reviews.error} onRetry={() => void reviews.refetch()} />;
  const rows = reviews.data.pages.flatMap((page) => page.reviews);
  return (
    <>
      <Paper style={{ overflow: 'hidden' }}>
        {rows.length === 0 ? (
          <EmptyMessage icon="check" title={t(`reviews.empty.${state}`)} text={t('reviews.empty.text')} />
        ) : (
          <ReviewList rows={rows} />
        )}
      </Paper>
      {reviews.hasNextPage && (
        <Button
          variant="default"
          style={{ alignSelf: 'center' }}
          loading={reviews.isFetchingNextPage}
          onClick={() => void reviews.fetchNextPage()}
        >
          {t('reviews.more')}
        </Button>
      )}
    </>
  );
}

function ReviewList({ rows }: { rows: readonly ListedReview[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const login = (person: ListedReview['for']) => person.login ?? t('notes.removedAccount');
  const columns: Column<ListedReview>[] = [
    {
      label: t('reviews.columns.call'),
      cell: ({ call }) => (
        <Stack gap={2}>
          <CallTime instant={call.startedAt} />
          <CallParties call={call} />
        </Stack>
      ),
    },
    { label: t('reviews.columns.recording'), cell: ({ call }) => <RecordingCell call={call} /> },
    {
      label: t('reviews.columns.asked'),
      cell: (review) => (
        <Stack gap={2}>
          <Text size="sm">{t('reviews.fromTo', { from: login(review.from), to: login(review.for) })}</Text>
          <Text size="xs" c="dimmed">
            {formatDate(review.createdAt, language)} {formatHour(review.createdAt, language)}
          </Text>
        </Stack>
      ),
    },
    {
      label: t('reviews.columns.note'),
      cell: ({ note }) => <span style={{ overflowWrap: 'break-word' }}>{note === '' ? '–' : note}</span>,
    },
    {
      label: t('reviews.columns.state'),
      cell: (review) => (
        <>
          <ReviewBadge done={review.doneAt !== null} />
          <ReviewButtons callId={review.call.id} review={review} />
        </>
      ),
    },
  ];
  return <DataList label={t('reviews.list')} columns={columns} rows={rows} rowKey={rowKey} />;
}

function rowKey({ call, for: { id } }: ListedReview): string {
  return `${call.id} ${id}`;
}

function useReviews(list: List, state: State) {
  return api.useInfiniteQuery(
    'get',
    '/api/v1/calls/reviews',
    { params: { query: { list, state, limit: PAGE_SIZE } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      staleTime: 0,
    },
  );
}
