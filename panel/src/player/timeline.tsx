import { Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import type { CSSProperties, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration, formatPosition } from '../format/duration.ts';
import type { Track } from './player-provider.tsx';
import classes from './timeline.module.css';
import { usePosition } from './use-position.ts';
import { WaveformLanes } from './waveform-lanes.tsx';

/** One bar and the gap after it, px. */
const BAR_PITCH = 4;

interface TimelineProps {
  audioRef: RefObject<HTMLAudioElement | null>;
  track: Track;
  onSeek: (seconds: number) => void;
}

/** The voices of both parties with the position in them; a slider over the drawing moves it. */
export function Timeline({ audioRef, track, onSeek }: TimelineProps) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize();
  const { durationMs } = track.recording;
  const positionMs = Math.min(usePosition(audioRef), durationMs);
  const position = formatPosition(positionMs);
  const duration = formatDuration(durationMs);
  const played = `${durationMs === 0 ? 0 : (positionMs / durationMs) * 100}%`;
  return (
    <div className={classes.timeline}>
      <div ref={ref} className={classes.area} style={{ '--played': played } as CSSProperties}>
        <WaveformLanes track={track} count={Math.floor(width / BAR_PITCH)} />
        <input
          type="range"
          className={classes.slider}
          min={0}
          max={durationMs / 1000}
          step={0.1}
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
