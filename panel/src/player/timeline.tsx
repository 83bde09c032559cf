import { ActionIcon, Skeleton, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type CSSProperties, type RefObject, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallNote } from '../api/client.ts';
import { formatDuration, formatPhoneNumber, formatPosition } from '../format/numbers.ts';
import { Icon } from '../ui/icon.tsx';
import type { Party, PartyVolumes } from './party-sound.ts';
import { barsPath, fullScale, loudestOf } from './waveform-bars.ts';
import { type Lane, type PauseMark, pausesOf } from './pauses.ts';
import type { Track } from './player-provider.tsx';
import classes from './timeline.module.css';
import { usePosition } from './playback.ts';
import { soughtPosition } from './seek-target.ts';
import type { Loop } from './use-follow.ts';
import { useWaveform } from './use-waveform.ts';

/** Width of a bar and the gap after it, px. */
const BAR_PITCH = 4;

interface TimelineProps {
  audioRef: RefObject<HTMLAudioElement | null>;
  track: Track;
  onSeek: (seconds: number) => void;
  /** Those of moments of this recording are marks. */
  notes: readonly CallNote[];
  loop: Loop | null;
  /** Null: both parties are in one channel. */
  volumes: PartyVolumes | null;
  onMute: (party: Party) => void;
}

/** The waveforms of both parties with the position; a slider over them seeks. */
export function Timeline({ audioRef, track, onSeek, notes, loop, volumes, onMute }: TimelineProps) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize();
  const { durationMs } = track.recording;
  const positionMs = soughtPosition(usePosition(audioRef) / 1000, durationMs / 1000) * 1000;
  const position = formatPosition(positionMs);
  const duration = formatDuration(durationMs);
  const played = `${durationMs === 0 ? 0 : (positionMs / durationMs) * 100}%`;
  return (
    <div className={classes.timeline}>
      <NoteMarks notes={notes} recordingId={track.recording.id} durationMs={durationMs} onSeek={onSeek} />
      <div ref={ref} className={classes.area} style={{ '--played': played } as CSSProperties}>
        <Waveform track={track} count={Math.floor(width / BAR_PITCH)} volumes={volumes} onMute={onMute} />
        {loop !== null && <LoopMark loop={loop} durationMs={durationMs} />}
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

/** Notes of moments, above the waveform: a press plays from there. */
function NoteMarks({
  notes,
  recordingId,
  durationMs,
  onSeek,
}: Pick<TimelineProps, 'notes' | 'onSeek'> & { recordingId: string; durationMs: number }) {
  const { t } = useTranslation();
  const marks = notes.flatMap(({ id, text, moment }) =>
    moment?.recordingId === recordingId ? [{ id, text, atMs: moment.atMs }] : [],
  );
  if (marks.length === 0 || durationMs === 0) return null;
  return (
    <div className={classes.marks}>
      {marks.map(({ id, text, atMs }) => {
        const label = t('notes.mark', { position: formatPosition(atMs), text });
        return (
          <Tooltip key={id} label={label} multiline maw={320}>
            <button
              type="button"
              className={classes.mark}
              style={{ left: `${Math.min(1, atMs / durationMs) * 100}%` }}
              aria-label={label}
              onClick={() => onSeek(atMs / 1000)}
            >
              <Icon name="note" size={14} />
            </button>
          </Tooltip>
        );
      })}
    </div>
  );
}

/** The part that is repeated. */
function LoopMark({ loop: { fromMs, untilMs }, durationMs }: { loop: Loop; durationMs: number }) {
  const share = (ms: number) => `${durationMs === 0 ? 0 : (ms / durationMs) * 100}%`;
  return (
    <div
      className={classes.loop}
      aria-hidden="true"
      style={{ left: share(fromMs), width: untilMs === null ? 0 : share(untilMs - fromMs) }}
    />
  );
}

interface WaveformProps extends Pick<TimelineProps, 'volumes' | 'onMute'> {
  track: Track;
  /** Number of bars that fit. */
  count: number;
}

/** One waveform per party, or a single one if the PBX sent both parties in one stream. */
function Waveform({ track, count, volumes, onMute }: WaveformProps) {
  const { t } = useTranslation();
  const { call, recording } = track;
  const { data, isError } = useWaveform(recording.id);
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
  if (volumes === null) {
    const both = { party: 'caller', label: t('player.both'), peaks: data.caller } as const;
    return <ChannelWaveform {...drawn} {...both} pauses={pausesOf(recording, 'both')} />;
  }
  const labelled = (party: 'caller' | 'callee') => {
    const number = call[party];
    const shown = number === null ? t('calls.withheld') : formatPhoneNumber(number);
    return `${t(`player.${party}`)}: ${call[`${party}Name`] ?? shown}`;
  };
  const lane = (party: Lane & ('caller' | 'callee')) => (
    <ChannelWaveform
      {...drawn}
      party={party}
      label={labelled(party)}
      peaks={data[party]}
      pauses={pausesOf(recording, party)}
      muted={volumes[party].muted}
      onMute={() => onMute(party)}
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
  /** Absent: it cannot be muted alone. */
  muted?: boolean;
  onMute?: () => void;
}

/** The waveform of one channel; the played part is drawn in full colour, and pauses of the recording are marked. */
function ChannelWaveform({ party, label, peaks, scale, count, pauses, muted, onMute }: ChannelWaveformProps) {
  const { t } = useTranslation();
  const muteLabel = t(`player.${muted ? 'unmute' : 'mute'}.${party}`);
  const path = useMemo(() => barsPath(loudestOf(peaks, count), scale), [peaks, scale, count]);
  return (
    <div className={classes.channel} data-party={party} data-muted={muted || undefined}>
      <span className={classes.label}>
        {label}
        {onMute !== undefined && (
          <Tooltip label={muteLabel}>
            <ActionIcon
              size={22}
              color="gray"
              className={classes.mute}
              aria-label={muteLabel}
              aria-pressed={muted}
              onClick={onMute}
            >
              <Icon name={muted ? 'muted' : 'speaker'} size={14} />
            </ActionIcon>
          </Tooltip>
        )}
      </span>
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
