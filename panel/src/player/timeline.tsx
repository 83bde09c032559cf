import { Skeleton, Text, VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type CSSProperties, type RefObject, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { formatDuration, formatPhoneNumber, formatPosition } from '../format/numbers.ts';
import { barsPath, fullScale, loudestOf } from './waveform-bars.ts';
import { type Lane, type PauseMark, pausesOf } from './pauses.ts';
import type { Track } from './player-provider.tsx';
import classes from './timeline.module.css';
import { usePosition } from './playback.ts';
import { soughtPosition } from './seek-target.ts';

/** Width of a bar and the gap after it, px. */
const BAR_PITCH = 4;

interface TimelineProps {
  audioRef: RefObject<HTMLAudioElement | null>;
  track: Track;
  onSeek: (seconds: number) => void;
}

/** The waveforms of both parties with the position; a slider over them seeks. */
export function Timeline({ audioRef, track, onSeek }: TimelineProps) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize();
  const { durationMs } = track.recording;
  const positionMs = soughtPosition(usePosition(audioRef) / 1000, durationMs / 1000) * 1000;
  const position = formatPosition(positionMs);
  const duration = formatDuration(durationMs);
  const played = `${durationMs === 0 ? 0 : (positionMs / durationMs) * 100}%`;
  return (
    <div className={classes.timeline}>
      <div ref={ref} className={classes.area} style={{ '--played': played } as CSSProperties}>
        <Waveform track={track} count={Math.floor(width / BAR_PITCH)} />
        <input
          type="range"
          className={classes.slider}
          min={0}
          max={durationMs / 1000}
          step={0.01}
          value={positionMs / 1000}
          aria-label={t('player.position')}
          aria-valuetext={t('player.positionValue', { position, duration })}
          onChange={(event) => onSeek(event.currentTarget.valueAsNumber)}
        />
      </div>
      <Text size="xs" c="dimmed" className={classes.times}>
        <span>{position}</span>
        <span>{duration}</span>
      </Text>
    </div>
  );
}

interface WaveformProps {
  track: Track;
  /** Number of bars that fit. */
  count: number;
}

/** One waveform per party, or a single one if the PBX sent both parties in one stream. */
function Waveform({ track, count }: WaveformProps) {
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
    const both = { party: 'caller', label: t('player.both'), peaks: data.caller } as const;
    return <ChannelWaveform {...drawn} {...both} pauses={pausesOf(recording, 'both')} />;
  }
  const labelled = (party: 'caller' | 'callee') => {
    const number = call[party];
    return `${t(`player.${party}`)}: ${number === null ? t('calls.withheld') : formatPhoneNumber(number)}`;
  };
  const lane = (party: Lane & ('caller' | 'callee')) => (
    <ChannelWaveform
      {...drawn}
      party={party}
      label={labelled(party)}
      peaks={data[party]}
      pauses={pausesOf(recording, party)}
    />
  );
  return (
    <>
      {lane('caller')}
      {lane('callee')}
    </>
  );
}

interface ChannelWaveformProps {
  /** Decides the colour. */
  party: 'caller' | 'callee';
  label: string;
  /** 0…255 per slice of the recording. */
  peaks: readonly number[];
  scale: number;
  /** Number of bars that fit. */
  count: number;
  pauses: readonly PauseMark[];
}

/** The waveform of one channel; the played part is drawn in full colour, and pauses of the recording are marked. */
function ChannelWaveform({ party, label, peaks, scale, count, pauses }: ChannelWaveformProps) {
  const path = useMemo(() => barsPath(loudestOf(peaks, count), scale), [peaks, scale, count]);
  return (
    <div className={classes.channel} data-party={party}>
      <span className={classes.label}>{label}</span>
      <div className={classes.bars}>
        <svg viewBox={`0 0 ${Math.max(count, 1)} 1`} preserveAspectRatio="none" aria-hidden="true">
          <path d={path} />
          <path d={path} className={classes.played} />
        </svg>
        {pauses.map((pause) => (
          <Pause key={pause.fromMs} pause={pause} />
        ))}
      </div>
    </div>
  );
}

/** A span in which the PBX had the recording paused. The word is left out where it does not fit. */
function Pause({ pause: { left, width, fromMs, untilMs } }: { pause: PauseMark }) {
  const { t } = useTranslation();
  const [from, until] = [formatPosition(fromMs), formatPosition(untilMs)];
  return (
    <div className={classes.pause} style={{ left, width }}>
      <span aria-hidden="true">{t('player.paused')}</span>
      <VisuallyHidden>{t('player.pausedSpan', { from, until })}</VisuallyHidden>
    </div>
  );
}
