import { Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatPhoneNumber } from '../format/numbers.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { NameField } from '../ui/name-field.tsx';
import { type PhoneBookEntry, useSetEntry } from './use-phone-book.ts';
import { useForm } from '../ui/use-form.ts';

/** Limit of the API. */
const MAX_NUMBER_CHARS = 64;

interface EntryFormProps {
  /** Undefined: a new one. */
  entry: PhoneBookEntry | undefined;
  onClose: () => void;
}

/** Form: a number and its name. */
export function EntryForm({ entry, onClose }: EntryFormProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const set = useSetEntry({
    onSuccess: () => {
      onClose();
      notices.done(t('phoneBook.saved'));
    },
  });
  const form = useForm({
    initialValues: { number: entry === undefined ? '' : formatPhoneNumber(entry.number), name: entry?.name ?? '' },
    validate: {
      number: (number) => (number.trim() === '' ? t('phoneBook.numberRequired') : null),
      name: (name) => (name.trim() === '' ? t('phoneBook.nameRequired') : null),
    },
  });
  const submit = form.onSubmit(({ number, name }) =>
    set.mutate({ params: { path: { number: entry?.number ?? number.trim() } }, body: { name: name.trim() } }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          required
          data-autofocus={entry === undefined || undefined}
          readOnly={entry !== undefined}
          inputMode="tel"
          autoComplete="off"
          maxLength={MAX_NUMBER_CHARS}
          label={t('phoneBook.number')}
          placeholder={t('phoneBook.numberHint')}
          {...form.getInputProps('number')}
        />
        <NameField
          required
          data-autofocus={entry !== undefined || undefined}
          label={t('phoneBook.name')}
          placeholder={t('phoneBook.nameHint')}
          {...form.getInputProps('name')}
        />
        <RequestFailed error={set.error} />
        <FormButtons onCancel={onClose} submit={t('phoneBook.save')} pending={set.isPending} />
      </Stack>
    </form>
  );
}
