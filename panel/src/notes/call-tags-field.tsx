import { TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallTag } from '../api/client.ts';
import { RequestFailed } from '../ui/feedback.tsx';
import { useChangeTags, useTags } from './use-notes.ts';

/** Limits of the API. */
const MAX_TAGS = 20;
const MAX_TAG_CHARS = 40;

/** The tags of a call; those in use are offered. */
export function CallTagsField({ callId, tags }: { callId: string; tags: readonly CallTag[] }) {
  const { t } = useTranslation();
  const known = useTags(true);
  const change = useChangeTags();
  const chosen = tags.map(({ tag }) => tag);
  const locked = tags.filter(({ mayRemove }) => !mayRemove).map(({ tag }) => tag);
  const save = (wanted: string[]) => {
    const add = wanted.filter((tag) => !chosen.includes(tag));
    const remove = chosen.filter((tag) => !wanted.includes(tag) && !locked.includes(tag));
    if (add.length + remove.length > 0) change.mutate({ params: { path: { id: callId } }, body: { add, remove } });
  };
  return (
    <div>
      <TagsInput
        label={t('notes.tags.label')}
        description={locked.length > 0 ? t('notes.tags.locked') : t('notes.tags.hint')}
        placeholder={t('notes.tags.placeholder')}
        data={known.data?.tags.map(({ tag }) => tag) ?? []}
        value={chosen}
        onChange={save}
        maxTags={MAX_TAGS}
        maxLength={MAX_TAG_CHARS}
        disabled={change.isPending}
        acceptValueOnBlur
        clearable={false}
      />
      <RequestFailed error={change.error} />
    </div>
  );
}
