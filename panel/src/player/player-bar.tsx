import { ActionIcon, Alert, Button, Collapse, Group, NativeSelect, Text, Tooltip } from '@mantine/core';
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
import { AS_RECORDED, type Party, PartySound, type PartyVolumes } from './party-sound.ts';
import { NORMAL_SPEED, type Playback, SPEEDS, usePlayback, usePosition } from './playback.ts';
import classes from './player-bar.module.css';
import { handlePlayerKey, ShortcutHelp, SKIP_SECONDS } from './player-keys.tsx';
import { type Track, usePlayer } from './player-provider.tsx';
import { positionOf, rememberPosition } from './positions.ts';
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
  const notes = useCallNotes(call.id, mayNote && (call.notes > 0 || notesOpen)).data?.notes ?? [];
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

/** The volume of each party; Web Audio begins with the first change. */
function usePartyVolumes(audioRef: RefObject<HTMLAudioElement | null>) {
  const [volumes, setVolumes] = useState<PartyVolumes>(AS_RECORDED);
  const sound = useRef<PartySound | null>(null);
  useEffect(() => () => sound.current?.close(), []);
  const change = (changed: PartyVolumes) => {
    setVolumes(changed);
    if (audioRef.current === null) return;
    sound.current ??= new PartySound(audioRef.current);
    sound.current.set(changed);
  };
  return {
    volumes,
    setVolume: (party: Party, volume: number) => change({ ...volumes, [party]: { volume, muted: false } }),
    mute: (party: Party) => change({ ...volumes, [party]: { ...volumes[party], muted: !volumes[party].muted } }),
  };
}

/** How often the position is kept while it plays. */
const REMEMBER_EVERY_MS = 5_000;

interface Remembered {
  readonly userId: string;
  readonly recordingId: string;
  readonly durationMs: number;
}

/** Keeps where somebody stops listening. */
function useRemembered(
  audioRef: RefObject<HTMLAudioElement | null>,
  { userId, recordingId, durationMs }: Remembered,
): void {
  useEffect(() => {
    const audio = audioRef.current;
    if (audio === null) return undefined;
    const durationSeconds = durationMs / 1000;
    let keptAt = 0;
    // A bar that is closed before it has played keeps what was known.
    const keep = () => {
      if (audio.currentTime === 0) return;
      keptAt = Date.now();
      rememberPosition(userId, { recordingId, seconds: audio.ended ? 0 : audio.currentTime, durationSeconds });
    };
    const keepSometimes = () => {
      if (Date.now() - keptAt >= REMEMBER_EVERY_MS) keep();
    };
    audio.addEventListener('timeupdate', keepSometimes);
    audio.addEventListener('pause', keep);
    audio.addEventListener('ended', keep);
    return () => {
      audio.removeEventListener('timeupdate', keepSometimes);
      audio.removeEventListener('pause', keep);
      audio.removeEventListener('ended', keep);
      keep();
    };
  }, [audioRef, userId, recordingId, durationMs]);
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

function LoopButton({ loop, onLoop }: { loop: Loop | null; onLoop: () => void }) {
  const { t } = useTranslation();
  const next = loop === null ? 'start' : loop.untilMs === null ? 'end' : 'off';
  const label = t(`player.loop.${next}`);
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={loop === null ? 'subtle' : 'filled'}
        color={loop === null ? 'gray' : 'brand'}
        aria-label={label}
        onClick={onLoop}
      >
        <Icon name="repeat" />
      </ActionIcon>
    </Tooltip>
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
