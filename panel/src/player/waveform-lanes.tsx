import { Skeleton, Text, VisuallyHidden } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { formatPhoneNumber } from '../format/phone-number.ts';
import { fullScale } from './bars.ts';
import { Lane } from './lane.tsx';
import type { Track } from './player-provider.tsx';

interface WaveformLanesProps {
  track: Track;
  /** How many bars fit. */
  count: number;
}

/** A lane for each party, or one for both where the PBX sent the voices together. */
export function WaveformLanes({ track, count }: WaveformLanesProps) {
  const { t } = useTranslation();
  const { call, recording } = track;
  const params = { path: { id: recording.id } };
  const { data, isError } = api.useQuery(
    'get',
    '/api/v1/recordings/{id}/waveform',
    { params },
    { staleTime: Infinity },
  );
  const scale = useMemo(() => (data === undefined ? 1 : fullScale([data.caller, data.callee])), [data]);
  if (isError) {
    return (
      <Text size="sm" c="dimmed" style={{ alignSelf: 'center' }}>
        {t('player.waveformMissing')}
      </Text>
    );
  }
  if (data === undefined) {
    return (
      <div role="status">
        <VisuallyHidden>{t('player.waveformLoading')}</VisuallyHidden>
        <Skeleton height={90} />
      </div>
    );
  }
  const drawn = { scale, count };
  if (call.flags.includes('mixed-stream') || recording.flags.includes('mixed-stream')) {
    return <Lane {...drawn} party="caller" label={t('player.both')} peaks={data.caller} />;
  }
  const labelled = (party: 'caller' | 'callee') => {
    const number = call[party];
    return `${t(`player.${party}`)}: ${number === null ? t('calls.withheld') : formatPhoneNumber(number)}`;
  };
  return (
    <>
      <Lane {...drawn} party="caller" label={labelled('caller')} peaks={data.caller} />
      <Lane {...drawn} party="callee" label={labelled('callee')} peaks={data.callee} />
    </>
  );
}
