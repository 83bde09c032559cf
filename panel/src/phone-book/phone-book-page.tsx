import { Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhoneNumber } from '../format/numbers.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyMessage, ListSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useQuestion } from '../ui/question.tsx';
import { EntryForm } from './entry-form.tsx';
import { FileForm } from './file-form.tsx';
import { type PhoneBookEntry, usePhoneBook, useRemoveEntry } from './use-phone-book.ts';

/** Debounce of typing, ms. */
const TYPING_REST_MS = 350;
/** Limit of the API. */
const MAX_TEXT_CHARS = 64;

/** "Książka telefoniczna": the names that the panel shows instead of numbers. */
export function PhoneBookPage() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [searched] = useDebouncedValue(text.trim(), TYPING_REST_MS);
  const [edited, setEdited] = useState<PhoneBookEntry | 'new' | null>(null);
  const [importing, file] = useDisclosure(false);
  const close = () => setEdited(null);
  return (
    <Stack>
      <PageHeader title={t('phoneBook.title')} lead={t('phoneBook.lead')}>
        <Button variant="default" leftSection={<Icon name="upload" size={16} />} onClick={file.open}>
          {t('phoneBook.import')}
        </Button>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setEdited('new')}>
          {t('phoneBook.add')}
        </Button>
      </PageHeader>
      <TextInput
        type="search"
        autoComplete="off"
        maw={420}
        label={t('phoneBook.search')}
        placeholder={t('phoneBook.searchHint')}
        maxLength={MAX_TEXT_CHARS}
        leftSection={<Icon name="search" size={16} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Entries text={searched} onEdit={setEdited} />
      <Dialog opened={edited !== null} onClose={close} title={t(edited === 'new' ? 'phoneBook.add' : 'phoneBook.edit')}>
        {edited !== null && <EntryForm entry={edited === 'new' ? undefined : edited} onClose={close} />}
      </Dialog>
      <Dialog opened={importing} onClose={file.close} title={t('phoneBook.file.title')} size="lg">
        <FileForm onClose={file.close} />
      </Dialog>
    </Stack>
  );
}

function Entries({ text, onEdit }: { text: string; onEdit: (entry: PhoneBookEntry) => void }) {
  const { t } = useTranslation();
  const book = usePhoneBook(text);
  if (book.isPending) return <ListSkeleton label={t('phoneBook.loading')} />;
  if (book.data === undefined) return <LoadError error={book.error} onRetry={() => void book.refetch()} />;
  const entries = book.data.pages.flatMap((page) => page.entries);
  const { total = 0, found = 0, max = 0 } = book.data.pages[0] ?? {};
  return (
    <>
      <Paper style={{ overflow: 'hidden' }} aria-busy={book.isPlaceholderData}>
        {entries.length === 0 ? (
          <EmptyMessage
            icon={text === '' ? 'phone' : 'search'}
            title={t(text === '' ? 'phoneBook.empty.title' : 'phoneBook.empty.filteredTitle')}
            text={t(text === '' ? 'phoneBook.empty.text' : 'phoneBook.empty.filteredText')}
          />
        ) : (
          <EntryList entries={entries} onEdit={onEdit} />
        )}
      </Paper>
      <Group justify="center" gap="md" py="xs">
        <Text size="sm" c="dimmed" role="status">
          {text === '' ? t('phoneBook.total', { total, max }) : t('phoneBook.found', { found })}
        </Text>
        {book.hasNextPage && (
          <Button variant="default" loading={book.isFetchingNextPage} onClick={() => void book.fetchNextPage()}>
            {t('phoneBook.more')}
          </Button>
        )}
      </Group>
    </>
  );
}

function EntryList({
  entries,
  onEdit,
}: {
  entries: readonly PhoneBookEntry[];
  onEdit: (entry: PhoneBookEntry) => void;
}) {
  const { t } = useTranslation();
  const notices = useNotices();
  const ask = useQuestion();
  const remove = useRemoveEntry({
    onSuccess: () => notices.done(t('phoneBook.removed')),
    onError: (error: unknown) => notices.failed(error),
  });
  const askToRemove = ({ number, name }: PhoneBookEntry) =>
    ask(
      {
        title: t('phoneBook.removeTitle'),
        text: t('phoneBook.removeText', { name, number: formatPhoneNumber(number) }),
        confirm: t('phoneBook.remove'),
      },
      () => remove.mutate({ params: { path: { number } } }),
    );
  const columns: Column<PhoneBookEntry>[] = [
    {
      label: t('phoneBook.name'),
      cell: ({ name }) => <strong style={{ overflowWrap: 'anywhere' }}>{name}</strong>,
    },
    { label: t('phoneBook.number'), cell: ({ number }) => formatPhoneNumber(number) },
    {
      label: t('phoneBook.actions'),
      cell: (entry) => (
        <Group gap="xs">
          <Button
            size="xs"
            variant="light"
            aria-label={t('phoneBook.changeOf', { number: formatPhoneNumber(entry.number) })}
            onClick={() => onEdit(entry)}
          >
            {t('phoneBook.change')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="off"
            aria-label={t('phoneBook.removeOf', { name: entry.name })}
            onClick={() => askToRemove(entry)}
          >
            {t('phoneBook.remove')}
          </Button>
        </Group>
      ),
    },
  ];
  return <DataList label={t('phoneBook.title')} columns={columns} rows={entries} rowKey={({ number }) => number} />;
}
