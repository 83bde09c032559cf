import { ActionIcon, Box, Group, Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { audioAddress, type Call, type Recording } from '../api/client.ts';
import { formatDuration } from '../format/duration.ts';
import { formatFileSize } from '../format/file-size.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { usePlayer } from '../player/player-provider.tsx';
import { mayDownload, mayHold } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import { useNarrowScreen } from '../ui/use-narrow-screen.ts';
import { useNow } from '../ui/use-now.ts';
import { HoldButton } from './hold-button.tsx';
import { recordingState } from './recording-state.ts';
import { RecordingWhereabouts } from './recording-whereabouts.tsx';

interface RecordingActionsProps {
  call: Call;
  recording: Recording;
  /** Which of the call's recordings it is, from 1. */
  nth: number;
}

/** The speaker that plays a recording and the arrow that fetches it, as far as the right and its age allow. */
export function RecordingActions({ call, recording, nth }: RecordingActionsProps) {
  const { user } = useSession();
  const now = useNow();
  const narrow = useNarrowScreen();
  const total = call.recordings.length;
  const state = recordingState(recording, now);
  const alive = state === 'playable' || state === 'on-ftp';
  return (
    <Group gap={4} wrap="nowrap" justify={narrow ? 'flex-end' : 'flex-start'}>
      {state === 'playable' ? (
        <ListenButton call={call} recording={recording} nth={nth} />
      ) : (
        <Box flex={1}>
          <RecordingWhereabouts recording={recording} state={state} />
        </Box>
      )}
      {state === 'playable' && mayDownload(user) && <DownloadLink recording={recording} nth={nth} total={total} />}
      {alive && mayHold(user) && <HoldButton call={call} recording={recording} />}
      {total > 1 && (
        <Text size="sm" c="dimmed" ml={4}>
          {nth}/{total} · {formatDuration(recording.durationMs)}
        </Text>
      )}
    </Group>
  );
}

function ListenButton({ call, recording, nth }: RecordingActionsProps) {
  const { t } = useTranslation();
  const { track, open } = usePlayer();
  const total = call.recordings.length;
  const label = total === 1 ? t('recording.listen') : t('recording.listenNth', { nth, total });
  const playing = track?.recording.id === recording.id;
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={playing ? 'filled' : 'light'}
        aria-label={label}
        aria-pressed={playing}
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
