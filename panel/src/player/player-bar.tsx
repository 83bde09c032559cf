import { ActionIcon, Alert, Button, Collapse, Group, Text, Tooltip } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { audioAddress } from '../api/client.ts';
import { CallTime, DirectionLabel } from '../calls/call-details.tsx';
import { formatDuration, formatPosition } from '../format/numbers.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { NotesSheet } from '../notes/notes-sheet.tsx';
import { useCallNotes } from '../notes/use-notes.ts';
import { mayDownload, mayListen, useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';
import { type Party, usePartyVolumes } from './party-sound.ts';
import { NORMAL_SPEED, usePlayback, usePosition } from './playback.ts';
import classes from './player-bar.module.css';
import { LoopButton, SpeedSelect, TransportButtons } from './player-buttons.tsx';
import { handlePlayerKey, ShortcutHelp, SKIP_SECONDS } from './player-keys.tsx';
import { type Track, usePlayer, useTrack } from './player-provider.tsx';
import { positionOf, useRemembered } from './positions.ts';
import { soughtPosition } from './seek-target.ts';
import { silencesOf, type Span } from './silences.ts';
import { SoundMenu } from './sound-menu.tsx';
import { TalkShare } from './talk-share.tsx';
import { Timeline } from './timeline.tsx';
import { type Loop, nextLoop, useFollow } from './use-follow.ts';
import { useMediaKeys } from './use-media-keys.ts';
import { useWaveform } from './use-waveform.ts';

/** The player at the bottom of every page. The chosen speed is kept for the next recordings. */
export function PlayerDock() {
  const track = useTrack();
  const { close } = usePlayer();
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

/** Before where somebody stopped: a sentence to find one's way again. */
const RESUME_BACK_SECONDS = 2;
const NO_SILENCES: readonly Span[] = [];

/** Plays one recording as soon as it appears; the audio is streamed. */
function PlayerBar({ track, speed, onSpeed, onClose }: PlayerBarProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { user, tenant } = useSession();
  const narrow = useNarrowScreen();
  const { call, recording } = track;
  const { durationMs } = recording;
  const mixed = call.flags.includes('mixed-stream') || recording.flags.includes('mixed-stream');
  const audioRef = useRef<HTMLAudioElement>(null);
  const [stopped] = useState(() => positionOf(user.id, recording.id));
  const playback = usePlayback(audioRef, durationMs, Math.max(0, stopped - RESUME_BACK_SECONDS));
  const [unfolded, setUnfolded] = useState(false);
  const [help, setHelp] = useState(false);
  const [notesOpen, setNotesOpen] = useState(false);
  const [loop, setLoop] = useState<Loop | null>(null);
  const [skipSilence, setSkipSilence] = useLocalStorage({
    key: 'fonoteka.skip-silence',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const { volumes, setVolume, mute } = usePartyVolumes(audioRef);
  const { data: peaks } = useWaveform(recording.id);
  const silences = useMemo(
    () => (skipSilence && peaks !== undefined ? silencesOf(peaks) : NO_SILENCES),
    [skipSilence, peaks],
  );
  useFollow(audioRef, { loop, silences, durationMs });
  useRemembered(audioRef, { userId: user.id, recordingId: recording.id, durationMs });
  useEffect(() => {
    if (audioRef.current !== null) audioRef.current.playbackRate = speed;
  }, [speed]);
  useMediaKeys({
    audio: audioRef.current,
    playback,
    durationMs,
    speed,
    skipSeconds: SKIP_SECONDS,
    title: t('player.session'),
    detail: `${formatDate(call.startedAt, language)} ${formatHour(call.startedAt, language)}`,
  });
  // The operator's staff, who listen under a grant, see no notes: they are the customer's own.
  const mayNote = tenant !== null && mayListen(user);
  const notes = useCallNotes(call.id, mayNote && ((call.notes ?? 0) > 0 || notesOpen)).data?.notes ?? [];
  const position = () => soughtPosition(audioRef.current?.currentTime ?? 0, durationMs / 1000) * 1000;
  const actions = {
    playback,
    durationMs,
    speed,
    onSpeed,
    onClose,
    onLoop: () => setLoop(nextLoop(loop, position())),
    onSkipSilence: () => setSkipSilence(!skipSilence),
    onNotes: () => setNotesOpen(mayNote && !notesOpen),
    onHelp: () => setHelp(true),
    onMute: (party: Party) => !mixed && mute(party),
  };
  const folded = narrow && !unfolded;
  return (
    <section
      className={classes.bar}
      data-folded={folded || undefined}
      aria-label={t('player.label')}
      onKeyDown={(event) => handlePlayerKey(event, actions)}
    >
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- a recorded call has no captions */}
      <audio ref={audioRef} src={audioAddress(recording.id, 'listen')} preload="none" />
      <div className={classes.call}>
        <DirectionLabel direction={call.direction} />
        {folded ? (
          <FoldedPosition audioRef={audioRef} durationMs={durationMs} />
        ) : (
          <CallTime instant={call.startedAt} />
        )}
      </div>
      <div className={classes.timeline}>
        {playback.state === 'failed' ? (
          <PlaybackFailed onRetry={playback.play} />
        ) : (
          !folded && (
            <Timeline
              audioRef={audioRef}
              track={track}
              onSeek={playback.seek}
              notes={notes}
              loop={loop}
              volumes={mixed ? null : volumes}
              onMute={mute}
            />
          )
        )}
      </div>
      <TransportButtons playback={playback} />
      <Group gap={6} wrap="nowrap" className={classes.tools}>
        {!folded && (
          <>
            <SpeedSelect speed={speed} onSpeed={onSpeed} />
            <LoopButton loop={loop} onLoop={actions.onLoop} />
            <SoundMenu
              volumes={mixed ? null : volumes}
              onVolume={setVolume}
              skipSilence={skipSilence}
              onSkipSilence={actions.onSkipSilence}
            />
            {mayNote && (
              <Tooltip label={t('notes.open')}>
                <ActionIcon
                  variant={notesOpen ? 'filled' : 'subtle'}
                  color={notesOpen ? 'brand' : 'gray'}
                  aria-label={t('notes.open')}
                  aria-expanded={notesOpen}
                  onClick={actions.onNotes}
                >
                  <Icon name="note" />
                </ActionIcon>
              </Tooltip>
            )}
            <ShortcutHelp opened={help} onChange={setHelp} />
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
          </>
        )}
        {narrow && (
          <ActionIcon
            color="gray"
            aria-label={t(folded ? 'player.expand' : 'player.collapse')}
            aria-expanded={!folded}
            onClick={() => setUnfolded(folded)}
          >
            <span className={classes.chevron} data-up={folded || undefined}>
              <Icon name="chevron" />
            </span>
          </ActionIcon>
        )}
        <Tooltip label={t('player.close')}>
          <ActionIcon color="gray" aria-label={t('player.close')} onClick={onClose}>
            <Icon name="close" />
          </ActionIcon>
        </Tooltip>
      </Group>
      {!folded && (
        <div className={classes.below}>
          <TalkShare recording={recording} mixed={mixed} />
          <States
            resumedAt={stopped}
            onFromStart={() => playback.seek(0)}
            loop={loop}
            skipSilence={skipSilence && silences.length > 0}
          />
          <Collapse expanded={notesOpen}>
            {notesOpen && <NotesSheet call={call} recording={recording} position={position} onSeek={playback.seek} />}
          </Collapse>
        </div>
      )}
    </section>
  );
}

interface StatesProps {
  /** Seconds; 0: it began at the start. */
  resumedAt: number;
  onFromStart: () => void;
  loop: Loop | null;
  skipSilence: boolean;
}

/** What is unusual about this playback, in words. */
function States({ resumedAt, onFromStart, loop, skipSilence }: StatesProps) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(resumedAt > 0);
  return (
    <Group gap="md" role="status" className={classes.states}>
      {isShown && (
        <Text size="xs" c="dimmed">
          {t('player.resumed', { position: formatPosition(resumedAt * 1000) })}{' '}
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => {
              onFromStart();
              setShown(false);
            }}
          >
            {t('player.fromStart')}
          </Button>
        </Text>
      )}
      {loop !== null && (
        <Text size="xs" c="dimmed">
          {loop.untilMs === null
            ? t('player.loopFrom', { from: formatPosition(loop.fromMs) })
            : t('player.looping', { from: formatPosition(loop.fromMs), until: formatPosition(loop.untilMs) })}
        </Text>
      )}
      {skipSilence && (
        <Text size="xs" c="dimmed">
          {t('player.skippingSilence')}
        </Text>
      )}
    </Group>
  );
}

/** On a phone, while the player is folded. */
function FoldedPosition({
  audioRef,
  durationMs,
}: {
  audioRef: RefObject<HTMLAudioElement | null>;
  durationMs: number;
}) {
  const positionMs = soughtPosition(usePosition(audioRef) / 1000, durationMs / 1000) * 1000;
  return (
    <Text size="sm" c="dimmed">
      {formatPosition(positionMs)} / {formatDuration(durationMs)}
    </Text>
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
