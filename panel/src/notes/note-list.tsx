import { ActionIcon, Button, Group, Text, Textarea, Tooltip } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallNote } from '../api/client.ts';
import { formatPosition } from '../format/numbers.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import classes from './notes-sheet.module.css';
import { useAddNote, useChangeNote, useRemoveNote } from './use-notes.ts';

/** Limit of the API. */
const MAX_NOTE_CHARS = 2000;

interface NoteFormProps {
  callId: string;
  recordingId: string;
  position: () => number;
}

/** A new note: of the moment that is played, or of the call. */
export function NoteForm({ callId, recordingId, position }: NoteFormProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  // The moment at which somebody began to write, not the one at which they finished.
  const [atMs, setAtMs] = useState<number | null>(null);
  const clear = () => {
    setText('');
    setAtMs(null);
  };
  const add = useAddNote(clear);
  const send = (moment: { recordingId: string; atMs: number } | null) =>
    add.mutate({ params: { path: { id: callId } }, body: { text, moment } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send({ recordingId, atMs: Math.round(atMs ?? position()) });
  };
  const empty = text.trim() === '';
  return (
    <form onSubmit={submit}>
      <Textarea
        label={t('notes.new')}
        placeholder={t('notes.placeholder')}
        autosize
        minRows={2}
        maxRows={5}
        maxLength={MAX_NOTE_CHARS}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          if (atMs === null) setAtMs(position());
        }}
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="xs" disabled={empty} loading={add.isPending}>
          {atMs === null ? t('notes.addHere') : t('notes.addAt', { position: formatPosition(atMs) })}
        </Button>
        <Button variant="default" size="xs" disabled={empty || add.isPending} onClick={() => send(null)}>
          {t('notes.addToCall')}
        </Button>
      </Group>
      <RequestFailed error={add.error} />
    </form>
  );
}

interface NoteListProps {
  callId: string;
  recordingId: string;
  notes: readonly CallNote[];
  onSeek: (seconds: number) => void;
}

export function NoteList({ callId, recordingId, notes, onSeek }: NoteListProps) {
  const { t } = useTranslation();
  if (notes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('notes.empty')}
      </Text>
    );
  }
  return (
    <ul className={classes.notes} aria-label={t('notes.list')} aria-live="polite">
      {notes.map((note) => (
        <Note key={note.id} callId={callId} note={note} recordingId={recordingId} onSeek={onSeek} />
      ))}
    </ul>
  );
}

interface NoteProps extends Omit<NoteListProps, 'notes'> {
  note: CallNote;
}

function Note({ callId, recordingId, note, onSeek }: NoteProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const notices = useNotices();
  const [text, setText] = useState<string | null>(null);
  const remove = useRemoveNote();
  const change = useChangeNote(() => setText(null));
  const path = { id: callId, noteId: note.id };
  const { moment } = note;
  const written = `${formatDate(note.createdAt, language)} ${formatHour(note.createdAt, language)}`;
  return (
    <li className={classes.note}>
      <Group gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
        <Group gap={6}>
          {moment?.recordingId === recordingId && (
            <Button variant="light" size="compact-xs" onClick={() => onSeek(moment.atMs / 1000)}>
              {formatPosition(moment.atMs)}
            </Button>
          )}
          <Text size="xs" c="dimmed">
            {note.author ?? t('notes.removedAccount')} · {written}
            {note.changedAt !== null && ` · ${t('notes.changed')}`}
          </Text>
        </Group>
        {note.mayChange && text === null && (
          <Group gap={2} wrap="nowrap">
            <Tooltip label={t('notes.edit')}>
              <ActionIcon size="sm" color="gray" aria-label={t('notes.edit')} onClick={() => setText(note.text)}>
                <Icon name="log" size={14} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t('notes.remove')}>
              <ActionIcon
                size="sm"
                color="gray"
                aria-label={t('notes.remove')}
                loading={remove.isPending}
                onClick={() => remove.mutate({ params: { path } }, { onError: notices.failed })}
              >
                <Icon name="trash" size={14} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </Group>
      {text === null ? (
        <Text size="sm">{note.text}</Text>
      ) : (
        <>
          <Textarea
            aria-label={t('notes.text')}
            autosize
            maxLength={MAX_NOTE_CHARS}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group gap="xs" mt={6}>
            <Button
              size="compact-xs"
              disabled={text.trim() === ''}
              loading={change.isPending}
              onClick={() => change.mutate({ params: { path }, body: { text } })}
            >
              {t('notes.save')}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => setText(null)}>
              {t('notes.cancel')}
            </Button>
          </Group>
          <RequestFailed error={change.error} />
        </>
      )}
    </li>
  );
}
