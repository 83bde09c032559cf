import { Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveCall } from '../api/client.ts';
import { DirectionLabel, PartyNumber } from '../calls/call-details.tsx';
import { formatTime } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayControl, mayListen, mayListenLive, useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { Elapsed } from './elapsed.tsx';
import { CallControls } from './live-controls.tsx';
import { LiveFeed, type LiveState } from './live-feed.ts';
import { HeardBar, ListenButton } from './live-listen.tsx';
import { MarkButton } from './live-mark.tsx';
import { LevelMeter, LiveQualityBadge } from './live-meters.tsx';
import { useLiveFeed } from './use-live-feed.ts';
import { PausedBadge } from './paused-badge.tsx';
import { type Listening, useHeardCall } from './use-heard-call.ts';

/** The calls that are being recorded now. */
export function LivePage() {
  const { t } = useTranslation();
  const [feed] = useState(() => new LiveFeed());
  const state = useLiveFeed(feed);
  const listening = useHeardCall((id) => feed.state().calls?.some((call) => call.id === id) ?? true);
  return (
    <Stack>
      <PageHeader title={t('live.title')} lead={t('live.lead')}>
        <ConnectionState connection={state.connection} />
      </PageHeader>
      <Found feed={feed} state={state} listening={listening} />
      <HeardBar listening={listening} clockOffsetMs={state.clockOffsetMs} />
    </Stack>
  );
}

function ConnectionState({ connection }: Pick<LiveState<LiveCall>, 'connection'>) {
  const { t } = useTranslation();
  if (connection === 'refused') return null;
  const badge = {
    open: { color: 'on', icon: 'check' },
    connecting: { color: 'gray', icon: 'info' },
    lost: { color: 'amber', icon: 'warning' },
  } as const;
  return (
    <div role="status">
      <StatusBadge {...badge[connection]}>{t(`live.connection.${connection}`)}</StatusBadge>
    </div>
  );
}

interface FoundProps {
  feed: LiveFeed;
  state: LiveState<LiveCall>;
  listening: Listening;
}

function Found({ feed, state: { calls, connection, refusal, clockOffsetMs }, listening }: FoundProps) {
  const { t } = useTranslation();
  if (connection === 'refused') return <LoadError error={refusal} onRetry={() => feed.open()} />;
  if (calls === null) return <ListSkeleton label={t('live.loading')} />;
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {t('live.count', { count: calls.length })}
      </Text>
      <Paper style={{ overflow: 'hidden' }}>
        {calls.length === 0 ? (
          <EmptyMessage icon="phone" title={t('live.empty.title')} text={t('live.empty.text')} />
        ) : (
          <CallList feed={feed} calls={calls} clockOffsetMs={clockOffsetMs} listening={listening} />
        )}
      </Paper>
    </>
  );
}

interface CallListProps {
  feed: LiveFeed;
  calls: readonly LiveCall[];
  clockOffsetMs: number;
  listening: Listening;
}

function CallList({ feed, calls, clockOffsetMs, listening }: CallListProps) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { language } = useLanguage();
  const party = (side: 'caller' | 'callee'): Column<LiveCall> => ({
    label: t(`calls.columns.${side}`),
    cell: ({ id, paused, ...call }) => (
      <Stack gap={4}>
        <PartyNumber number={call[side]} />
        <LevelMeter feed={feed} id={id} side={side} paused={paused} />
      </Stack>
    ),
  });
  const actions: Column<LiveCall>[] =
    mayListenLive(user) || mayListen(user) || mayControl(user)
      ? [
          {
            label: t('live.columns.actions'),
            cell: (call) => (
              <Group gap={6}>
                {mayListenLive(user) && <ListenButton call={call} listening={listening} />}
                {mayListen(user) && <MarkButton call={call} />}
                {mayControl(user) && <CallControls call={call} />}
              </Group>
            ),
          },
        ]
      : [];
  const columns: Column<LiveCall>[] = [
    {
      label: t('live.columns.since'),
      cell: ({ startedAt, direction }) => (
        <Stack gap={2}>
          <Text component="span" inherit fw={550}>
            <Elapsed since={startedAt} clockOffsetMs={clockOffsetMs} />
          </Text>
          <Text component="span" size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            {t('live.from', { time: formatTime(startedAt, language) })}
          </Text>
          <DirectionLabel direction={direction} />
        </Stack>
      ),
    },
    party('caller'),
    party('callee'),
    {
      label: t('live.columns.state'),
      cell: ({ id, paused, pausedBy, dialled, onDemand }) => (
        <Group gap={6}>
          {onDemand !== null && (
            <StatusBadge
              color={onDemand === 'kept' ? 'on' : 'gray'}
              icon={onDemand === 'kept' ? 'check' : 'info'}
              size="md"
            >
              {t(`live.onDemand.${onDemand}`)}
            </StatusBadge>
          )}
          {paused && <PausedBadge pausedBy={pausedBy} />}
          <LiveQualityBadge feed={feed} id={id} />
          {dialled !== null && (
            <Text component="span" size="sm" c="dimmed">
              {t('live.dialled', { number: dialled })}
            </Text>
          )}
        </Group>
      ),
    },
    ...actions,
  ];
  return <DataList label={t('live.list')} columns={columns} rows={calls} rowKey={({ id }) => id} />;
}
