import { Group, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResponseOf } from '../api/client.ts';
import { Elapsed } from '../live/elapsed.tsx';
import { LiveFeed } from '../live/live-feed.ts';
import { LevelMeter, LiveQualityBadge } from '../live/live-meters.tsx';
import { PausedBadge } from '../live/paused-badge.tsx';
import { useLiveFeed } from '../live/use-live-feed.ts';
import { Card } from '../ui/card.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { LoadError } from '../ui/feedback.tsx';

type LiveCalls = ResponseOf<'/api/v1/operator/live-calls'>;
type RunningCall = LiveCalls['calls'][number];
type Tenant = Pick<LiveCalls['tenants'][number], 'id' | 'name'>;

interface LiveLevelsProps {
  tenants: readonly Tenant[];
  sourceName: (id: string | null) => string;
}

/**
 * Whether the sound of a customer's calls arrives, while support looks: how loud each party is and how well its packets come, without
 * who speaks. Of one customer at a time: recorders measure only what somebody looks at.
 */
export function LiveLevels({ tenants, sourceName }: LiveLevelsProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Tenant | null>(tenants.length === 1 ? tenants[0]! : null);
  // One whose calls have ended meanwhile stays.
  const known = chosen === null || tenants.some(({ id }) => id === chosen.id) ? tenants : [...tenants, chosen];
  return (
    <Card title={t('operatorLive.levels.title')} lead={t('operatorLive.levels.lead')} list>
      <NativeSelect
        label={t('operatorLive.tenant')}
        mx="lg"
        mb="md"
        maw={360}
        value={chosen?.id ?? ''}
        onChange={({ currentTarget: { value } }) => setChosen(known.find(({ id }) => id === value) ?? null)}
        data={[
          { value: '', label: t('operatorLive.levels.nobody') },
          ...known.map(({ id, name }) => ({ value: id ?? '', label: name ?? id ?? '' })),
        ]}
      />
      {chosen?.id && <Measured key={chosen.id} tenantId={chosen.id} sourceName={sourceName} />}
    </Card>
  );
}

function Measured({ tenantId, sourceName }: { tenantId: string } & Pick<LiveLevelsProps, 'sourceName'>) {
  const { t } = useTranslation();
  const [feed] = useState(() => new LiveFeed<RunningCall>(`/api/v1/operator/tenants/${tenantId}/live-calls/events`));
  const { calls, connection, refusal, clockOffsetMs } = useLiveFeed(feed);
  if (connection === 'refused') return <LoadError error={refusal} onRetry={() => feed.open()} />;
  if (calls === null || calls.length === 0) {
    return (
      <Text size="sm" c="dimmed" mx="lg" mb="md" role="status">
        {t(calls === null ? 'operatorLive.loading' : 'operatorLive.levels.none')}
      </Text>
    );
  }
  const meter = (side: 'caller' | 'callee'): Column<RunningCall> => ({
    label: t(`live.parties.${side}`),
    cell: ({ id, paused }) => <LevelMeter feed={feed} id={id} side={side} paused={paused} />,
  });
  const columns: Column<RunningCall>[] = [
    {
      label: t('live.columns.since'),
      cell: ({ startedAt }) => <Elapsed since={startedAt} clockOffsetMs={clockOffsetMs} />,
    },
    { label: t('operatorLive.source'), cell: ({ sourceId }) => sourceName(sourceId) },
    meter('caller'),
    meter('callee'),
    {
      label: t('live.columns.state'),
      cell: ({ id, paused, pausedBy }) => (
        <Group gap={6}>
          {paused && <PausedBadge pausedBy={pausedBy} />}
          <LiveQualityBadge feed={feed} id={id} />
        </Group>
      ),
    },
  ];
  return <DataList label={t('operatorLive.levels.title')} columns={columns} rows={calls} rowKey={({ id }) => id} />;
}
