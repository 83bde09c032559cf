import { ActionIcon, Alert, Button, Group, NativeSelect, Tooltip } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { audioAddress } from '../api/client.ts';
import { CallTime, DirectionLabel } from '../calls/call-details.tsx';
import { useLanguage } from '../i18n/i18n.ts';
import { mayDownload, useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import { NORMAL_SPEED, type Playback, SPEEDS, usePlayback } from './playback.ts';
import classes from './player-bar.module.css';
import { handlePlayerKey, ShortcutHelp, SKIP_SECONDS } from './player-keys.tsx';
import { type Track, usePlayer } from './player-provider.tsx';
import { Timeline } from './timeline.tsx';

/** The player at the bottom of every page. The chosen speed is kept for the next recordings. */
export function PlayerDock() {
  const { track, close } = usePlayer();
  const [speed, setSpeed] = useState(NORMAL_SPEED);
  if (track === null) return null;
  return <PlayerBar key={track.recording.id} track={track} speed={speed} onSpeed={setSpeed} onClose={close} />;
}

interface PlayerBarProps {
  track: Track;
  speed: number;
  onSpeed: (speed: number) => void;
  onClose: () => void;
}

/** Plays one recording as soon as it appears; the audio is streamed. */
function PlayerBar({ track, speed, onSpeed, onClose }: PlayerBarProps) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { call, recording } = track;
  const audioRef = useRef<HTMLAudioElement>(null);
  const playback = usePlayback(audioRef, recording.durationMs);
  useEffect(() => {
    if (audioRef.current !== null) audioRef.current.playbackRate = speed;
  }, [speed]);
  const actions = { playback, durationMs: recording.durationMs, speed, onSpeed, onClose };
  return (
    <section
      className={classes.bar}
      aria-label={t('player.label')}
      onKeyDown={(event) => handlePlayerKey(event, actions)}
    >
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- a recorded call has no captions */}
      <audio ref={audioRef} src={audioAddress(recording.id, 'listen')} preload="none" />
      <div className={classes.call}>
        <DirectionLabel direction={call.direction} />
        <CallTime instant={call.startedAt} />
      </div>
      <div className={classes.timeline}>
        {playback.state === 'failed' ? (
          <PlaybackFailed onRetry={playback.play} />
        ) : (
          <Timeline audioRef={audioRef} track={track} onSeek={playback.seek} />
        )}
      </div>
      <TransportButtons playback={playback} />
      <Group gap={6} wrap="nowrap" className={classes.tools}>
        <SpeedSelect speed={speed} onSpeed={onSpeed} />
        <ShortcutHelp />
        {mayDownload(user) && (
          <Tooltip label={t('player.download')}>
            <ActionIcon
              component="a"
              color="gray"
              href={audioAddress(recording.id, 'download')}
              download={recording.fileName}
              aria-label={t('player.download')}
            >
              <Icon name="download" />
            </ActionIcon>
          </Tooltip>
        )}
        <Tooltip label={t('player.close')}>
          <ActionIcon color="gray" aria-label={t('player.close')} onClick={onClose}>
            <Icon name="close" />
          </ActionIcon>
        </Tooltip>
      </Group>
    </section>
  );
}

function PlaybackFailed({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="off" role="alert" icon={<Icon name="warning" />} title={t('player.failed')}>
      <Button variant="default" size="xs" onClick={onRetry}>
        {t('failure.retry')}
      </Button>
    </Alert>
  );
}

/** Back, play or pause, forward. The play button gets the focus when the player appears. */
function TransportButtons({ playback }: { playback: Playback }) {
  const { t } = useTranslation();
  const playButton = useRef<HTMLButtonElement>(null);
  useEffect(() => playButton.current?.focus({ preventScroll: true }), []);
  const running = playback.state === 'playing' || playback.state === 'waiting';
  const playLabel = t(running ? 'player.pause' : 'player.play');
  return (
    <Group gap={6} wrap="nowrap" style={{ gridArea: 'transport' }}>
      <Tooltip label={t('player.back')}>
        <ActionIcon size="xl" color="gray" aria-label={t('player.back')} onClick={() => playback.skip(-SKIP_SECONDS)}>
          <SkipIcon way="back" />
        </ActionIcon>
      </Tooltip>
      <ActionIcon
        ref={playButton}
        size="xl"
        radius={999}
        variant="filled"
        aria-label={playLabel}
        aria-busy={playback.state === 'waiting'}
        onClick={playback.toggle}
      >
        <Icon name={running ? 'pause' : 'play'} size={22} />
      </ActionIcon>
      <Tooltip label={t('player.forward')}>
        <ActionIcon size="xl" color="gray" aria-label={t('player.forward')} onClick={() => playback.skip(SKIP_SECONDS)}>
          <SkipIcon way="forward" />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

/** An arrow back or forward around the number of seconds. */
function SkipIcon({ way }: { way: 'back' | 'forward' }) {
  return (
    <svg width={28} height={28} viewBox="0 0 28 28" aria-hidden="true" focusable="false">
      <path
        d="M7.5 5.5v4.8h4.8M7.8 10.1a9 9 0 1 1-2.3 4.6"
        transform={way === 'forward' ? 'translate(28) scale(-1 1)' : undefined}
        fill="none"
        stroke="currentColor"
        strokeWidth={2}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <text x={14.2} y={19.4} fontSize={9} fontWeight={700} textAnchor="middle" fill="currentColor">
        {SKIP_SECONDS}
      </text>
    </svg>
  );
}

interface SpeedSelectProps {
  speed: number;
  onSpeed: (speed: number) => void;
}

function SpeedSelect({ speed, onSpeed }: SpeedSelectProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <NativeSelect
      w={92}
      aria-label={t('player.speed')}
      value={String(speed)}
      data={SPEEDS.map((value) => ({ value: String(value), label: `${value.toLocaleString(language)}×` }))}
      onChange={(event) => onSpeed(Number(event.currentTarget.value))}
    />
  );
}
