import { ActionIcon, Box, Group, Stack, Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { audioAddress, type Call, type Recording } from '../api/client.ts';
import { formatDuration, formatFileSize } from '../format/numbers.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useIsPlaying, usePlayer } from '../player/player-provider.tsx';
import { TimelineButton } from '../timeline/timeline-button.tsx';
import { CopyButton } from '../ui/copyable.tsx';
import { ShareButton, useMayShare } from '../share/share-button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useNarrowScreen, useNow } from '../ui/use-environment.ts';
import { HoldButton } from './legal-hold.tsx';
import classes from './recording-cell.module.css';
import { useRecordingRights } from './recording-rights.tsx';
import { PLAY } from './row-keys.ts';
import { type RecordingState, recordingState } from './recording-state.ts';

/** The recordings of a call with their buttons, or the reason why there is none, and where they are. */
export function RecordingCell({ call }: { call: Call }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start" justify="space-between">
      <Recordings call={call} />
      <TimelineButton call={call} />
    </Group>
  );
}

function Recordings({ call }: { call: Call }) {
  const { t } = useTranslation();
  if (call.recordings.length > 0) {
    return (
      <Stack gap={2} flex="1 1 auto">
        {call.recordings.map((recording, index) => (
          <RecordingActions key={recording.id} call={call} recording={recording} nth={index + 1} />
        ))}
      </Stack>
    );
  }
  const reason = call.noRecordingReason;
  return (
    <Text size="sm" c="dimmed">
      {reason === null ? t('recording.none') : t(`recording.noneBecause.${reason}`)}
    </Text>
  );
}

interface RecordingActionsProps {
  call: Call;
  recording: Recording;
  /** Number of the recording within the call, from 1. */
  nth: number;
}

/** Play, download and hold buttons, depending on the user's rights and the recording's state. */
function RecordingActions({ call, recording, nth }: RecordingActionsProps) {
  const rights = useRecordingRights();
  const mayShare = useMayShare();
  const now = useNow();
  const narrow = useNarrowScreen();
  const total = call.recordings.length;
  const state = recordingState(recording, now);
  const isAvailable = state === 'playable' || state === 'on-ftp';
  return (
    <Group gap={4} wrap="nowrap" justify={narrow ? 'flex-end' : 'flex-start'}>
      {state === 'playable' ? (
        <Playable call={call} recording={recording} nth={nth} />
      ) : (
        <Box flex={1}>
          <RecordingLocation recording={recording} state={state} />
        </Box>
      )}
      {state === 'playable' && rights.download && <DownloadLink recording={recording} nth={nth} total={total} />}
      {state === 'playable' && mayShare && <ShareButton recording={recording} />}
      {isAvailable && rights.hold && <HoldButton call={call} recording={recording} />}
      {total > 1 && (
        <Text size="xs" c="dimmed" ml={4} style={{ whiteSpace: 'nowrap' }}>
          {nth}/{total} · {formatDuration(recording.durationMs)}
        </Text>
      )}
    </Group>
  );
}

/** The button, for users who may listen. */
function Playable(props: RecordingActionsProps) {
  const { t } = useTranslation();
  const rights = useRecordingRights();
  if (rights.listen) return <ListenButton {...props} />;
  if (rights.download) return null;
  return (
    <Text size="sm" c="dimmed">
      {t('recording.noRight')}
    </Text>
  );
}

function ListenButton({ call, recording, nth }: RecordingActionsProps) {
  const { t } = useTranslation();
  const { open } = usePlayer();
  const playing = useIsPlaying([recording]);
  const total = call.recordings.length;
  const label = total === 1 ? t('recording.listen') : t('recording.listenNth', { nth, total });
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={playing ? 'filled' : 'light'}
        aria-label={label}
        aria-pressed={playing}
        {...{ [PLAY]: '' }}
        onClick={(event) => open({ call, recording }, event.currentTarget)}
      >
        <Icon name="speaker" />
      </ActionIcon>
    </Tooltip>
  );
}

function DownloadLink({ recording, nth, total }: { recording: Recording; nth: number; total: number }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const label = total === 1 ? t('recording.download') : t('recording.downloadNth', { nth, total });
  const file = t('recording.file', { name: recording.fileName, size: formatFileSize(recording.sizeBytes, language) });
  return (
    <Tooltip label={`${label}: ${file}`}>
      <ActionIcon
        component="a"
        color="gray"
        href={audioAddress(recording.id, 'download')}
        download={recording.fileName}
        aria-label={label}
      >
        <Icon name="download" />
      </ActionIcon>
    </Tooltip>
  );
}

interface RecordingLocationProps {
  recording: Recording;
  state: Exclude<RecordingState, 'playable'>;
}

/** For a recording that cannot be played: until when and where the file is available, or when it was destroyed. */
function RecordingLocation({ recording, state }: RecordingLocationProps) {
  const text = useLocationText(recording, state);
  return (
    <Group gap={6} wrap="nowrap" className={classes.note}>
      <Icon name={state === 'on-ftp' ? 'archive' : 'trash'} size={16} />
      {/* Two lines are no higher than the buttons. */}
      <Text size="sm" lh={1.25}>
        {text}
      </Text>
      {state === 'on-ftp' && <CopyPath recording={recording} />}
    </Group>
  );
}

/** The path takes four lines in the table: it is shown over the button that copies it. */
function CopyPath({ recording: { path } }: { recording: Recording }) {
  const { t } = useTranslation();
  const what = t('recording.ftpPath');
  return <CopyButton value={path} what={what} hint={`${what}: ${path}`} />;
}

function useLocationText(recording: Recording, state: RecordingLocationProps['state']): string {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { availableUntil, destroyedAt, hold } = recording;
  if (state === 'destroyed') return t('recording.destroyed', { date: formatDate(destroyedAt ?? '', language) });
  if (state === 'expired') return t('recording.expired', { date: formatDate(availableUntil, language) });
  if (hold !== null) return t('recording.ftpWhileHeld');
  return t('recording.ftpUntil', { date: formatDate(availableUntil, language) });
}
