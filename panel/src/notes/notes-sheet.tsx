import { Skeleton, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Call, Recording } from '../api/client.ts';
import { LoadError } from '../ui/feedback.tsx';
import { CallTagsField } from './call-tags-field.tsx';
import { NoteForm, NoteList } from './note-list.tsx';
import classes from './notes-sheet.module.css';
import { ReviewPart } from './review-part.tsx';
import { useCallNotes } from './use-notes.ts';

interface NotesSheetProps {
  call: Call;
  recording: Recording;
  /** Where playback is now, ms. */
  position: () => number;
  onSeek: (seconds: number) => void;
}

/** Notes, tags and marks for review of the call in the player. */
export function NotesSheet({ call, recording, position, onSeek }: NotesSheetProps) {
  const { t } = useTranslation();
  const written = useCallNotes(call.id, true);
  if (written.isPending) return <Skeleton height={90} aria-label={t('notes.loading')} />;
  if (written.data === undefined) {
    return <LoadError error={written.error} onRetry={() => void written.refetch()} />;
  }
  const { notes, tags, reviews } = written.data;
  return (
    <section className={classes.sheet} aria-label={t('notes.title')}>
      <Stack gap="sm">
        <NoteForm callId={call.id} recordingId={recording.id} position={position} />
        <NoteList callId={call.id} recordingId={recording.id} notes={notes} onSeek={onSeek} />
      </Stack>
      <Stack gap="md">
        <CallTagsField callId={call.id} tags={tags} />
        <ReviewPart callId={call.id} reviews={reviews} />
      </Stack>
    </section>
  );
}
