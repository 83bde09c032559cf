import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Recording } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Icon } from '../ui/icon.tsx';
import classes from './recording-whereabouts.module.css';
import type { RecordingState } from './recording-state.ts';

interface RecordingWhereaboutsProps {
  recording: Recording;
  state: Exclude<RecordingState, 'playable'>;
}

/** Stands in the player's place: until when and where the file is still to be had, or since when it is gone. */
export function RecordingWhereabouts({ recording, state }: RecordingWhereaboutsProps) {
  const { t } = useTranslation();
  const text = useWhereabouts(recording, state);
  return (
    <div>
      <Group gap={6} wrap="nowrap" className={classes.note}>
        <Icon name={state === 'on-ftp' ? 'archive' : 'trash'} size={16} />
        <Text size="sm">{text}</Text>
      </Group>
      {state === 'on-ftp' && (
        <Group gap={2} wrap="nowrap">
          <code className={classes.path}>{folderOf(recording)}</code>
          <CopyButton value={recording.path} what={t('recording.ftpPath')} />
        </Group>
      )}
    </div>
  );
}

/** The path's folders: the file's whole name would be four lines in a table, and is copied by the button. */
function folderOf({ path }: Recording): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function useWhereabouts(recording: Recording, state: RecordingWhereaboutsProps['state']): string {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { availableUntil, destroyedAt, hold } = recording;
  if (state === 'destroyed') return t('recording.destroyed', { date: formatDate(destroyedAt ?? '', language) });
  if (state === 'expired') return t('recording.expired', { date: formatDate(availableUntil, language) });
  if (hold !== null) return t('recording.ftpWhileHeld');
  return t('recording.ftpUntil', {
    date: formatDate(availableUntil, language),
    time: formatHour(availableUntil, language),
  });
}
