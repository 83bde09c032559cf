import { Button, Group, Paper, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatWhen } from '../format/when.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { EmptyMessage, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { useQuestion } from '../ui/question.tsx';
import classes from './customer-notes.module.css';
import { Part } from './customer-lists.tsx';
import { useAddNote, useCustomerNotes, useRemoveNote } from './use-customer-parts.ts';

/** Limit of the API. */
const MAX_CHARS = 4000;

/** What the operator's staff have written down about the customer. */
export function CustomerNotes({ id }: { id: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { user } = useSession();
  const ask = useQuestion();
  const notices = useNotices();
  const remove = useRemoveNote(() => notices.done(t('customerPage.notes.removed')));
  const question = {
    title: t('customerPage.notes.removeTitle'),
    text: t('customerPage.notes.removeText'),
    confirm: t('customerPage.notes.remove'),
  };
  return (
    <Stack>
      {mayDecideAsOperator(user) && <NewNote id={id} />}
      <RequestFailed error={remove.error} />
      <Part query={useCustomerNotes(id)}>
        {({ notes }) => (
          <Paper>
            {notes.length === 0 ? (
              <EmptyMessage
                icon="info"
                title={t('customerPage.notes.none.title')}
                text={t('customerPage.notes.none.text')}
              />
            ) : (
              <ul className={classes.list} aria-label={t('customerPage.notes.list')}>
                {notes.map((note) => (
                  <li key={note.id} className={classes.note}>
                    <div className={classes.text}>
                      <Text className={classes.words}>{note.text}</Text>
                      <Text size="sm" c="dimmed">
                        {t('customerPage.notes.by', {
                          login: note.writtenBy,
                          at: formatWhen(note.writtenAt, language),
                        })}
                      </Text>
                    </div>
                    {mayDecideAsOperator(user) && (
                      <Button
                        variant="subtle"
                        size="xs"
                        color="off"
                        leftSection={<Icon name="trash" size={16} />}
                        onClick={() => ask(question, () => remove.mutate({ params: { path: { id, note: note.id } } }))}
                      >
                        {t('customerPage.notes.remove')}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </Paper>
        )}
      </Part>
    </Stack>
  );
}

function NewNote({ id }: { id: string }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const [text, setText] = useState('');
  const add = useAddNote(() => {
    setText('');
    notices.done(t('customerPage.notes.added'));
  });
  return (
    <Paper p="lg">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ params: { path: { id } }, body: { text } });
        }}
      >
        <Stack>
          <Textarea
            autosize
            minRows={3}
            maxLength={MAX_CHARS}
            label={t('customerPage.notes.add')}
            description={t('customerPage.notes.lead')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <RequestFailed error={add.error} />
          <Group>
            <Button type="submit" loading={add.isPending} disabled={text.trim() === ''}>
              {t('customerPage.notes.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
