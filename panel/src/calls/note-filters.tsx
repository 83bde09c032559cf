import { Autocomplete, NativeSelect, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import classes from './call-filters.module.css';
import { type CallSearch, isSearchableNote, isTag, MAX_NOTE_CHARS, MAX_TAG_CHARS } from './call-search.ts';
import { type TextFilterProps, useTypedFilter } from './use-typed-filter.ts';

/** A tag, whole; those in use are offered. */
export function TagFilter(props: TextFilterProps) {
  const { t } = useTranslation();
  const [used, { open }] = useDisclosure(false);
  const tags = api.useQuery('get', '/api/v1/calls/tags', {}, { enabled: used }).data?.tags ?? [];
  const { text, type, unusable } = useTypedFilter(props, isTag);
  return (
    <Autocomplete
      label={t('history.filters.tag')}
      placeholder={t('history.filters.tagHint')}
      data={tags.map(({ tag }) => tag)}
      maxLength={MAX_TAG_CHARS}
      limit={20}
      value={text}
      error={unusable && t('history.filters.tagInvalid')}
      onFocus={open}
      onChange={type}
    />
  );
}

/** A part of a note's text. */
export function NoteFilter(props: TextFilterProps) {
  const { t } = useTranslation();
  const { text, type, unusable } = useTypedFilter(props, isSearchableNote);
  return (
    <TextInput
      className={classes.sentence}
      autoComplete="off"
      label={t('history.filters.note')}
      placeholder={t('history.filters.noteHint')}
      maxLength={MAX_NOTE_CHARS}
      value={text}
      error={unusable && t('history.filters.noteTooShort')}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

interface ReviewFilterProps {
  review: CallSearch['review'];
  onChange: (review: CallSearch['review']) => void;
}

export function ReviewFilter({ review, onChange }: ReviewFilterProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('history.filters.review')}
      value={review ?? ''}
      onChange={(event) => onChange((event.currentTarget.value || undefined) as CallSearch['review'])}
      data={[
        { value: '', label: t('history.filters.anyReview') },
        { value: 'open', label: t('history.marks.review.open') },
        { value: 'done', label: t('history.marks.review.done') },
      ]}
    />
  );
}
