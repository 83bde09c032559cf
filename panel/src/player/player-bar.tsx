import { ActionIcon, Alert, Button, Group, Tooltip } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { audioAddress } from '../api/client.ts';
import { CallTime } from '../calls/call-time.tsx';
import { DirectionLabel } from '../calls/direction-label.tsx';
import { mayDownload } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './player-bar.module.css';
import { handlePlayerKey } from './player-keys.ts';
import type { Track } from './player-provider.tsx';
import { ShortcutHelp } from './shortcut-help.tsx';
import { SpeedSelect } from './speed-select.tsx';
import { Timeline } from './timeline.tsx';
import { TransportButtons } from './transport-buttons.tsx';
import { usePlayback } from './use-playback.ts';

interface PlayerBarProps {
  track: Track;
  speed: number;
  onSpeed: (speed: number) => void;
  onClose: () => void;
}

/** Plays one recording: from the start when it appears, streamed as far as it is listened to. */
export function PlayerBar({ track, speed, onSpeed, onClose }: PlayerBarProps) {
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
