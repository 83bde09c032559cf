import { Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallReview } from '../api/client.ts';
import { useSession } from '../session/session.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useAskReview, useColleagues, useRemoveReview, useSetReviewDone } from './use-notes.ts';

/** Limit of the API. */
const MAX_NOTE_CHARS = 500;

/** The marks of a call for colleagues, and a new one. */
export function ReviewPart({ callId, reviews }: { callId: string; reviews: readonly CallReview[] }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <Stack gap="xs" align="stretch">
      <Text size="sm" fw={500}>
        {t('reviews.title')}
      </Text>
      {reviews.map((review) => (
        <Review key={review.for.id} callId={callId} review={review} />
      ))}
      {asking ? (
        <AskForm callId={callId} onClose={() => setAsking(false)} />
      ) : (
        <Button variant="default" size="xs" style={{ alignSelf: 'flex-start' }} onClick={() => setAsking(true)}>
          {t('reviews.ask')}
        </Button>
      )}
    </Stack>
  );
}

function Review({ callId, review }: { callId: string; review: CallReview }) {
  const { t } = useTranslation();
  const from = review.from.login ?? t('notes.removedAccount');
  return (
    <div>
      <Group gap="xs">
        <ReviewBadge done={review.doneAt !== null} />
        <Text size="sm">{t('reviews.forWhom', { login: review.for.login ?? t('notes.removedAccount'), from })}</Text>
      </Group>
      {review.note !== '' && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {review.note}
        </Text>
      )}
      <ReviewButtons callId={callId} review={review} />
    </div>
  );
}

export function ReviewBadge({ done }: { done: boolean }) {
  const { t } = useTranslation();
  return (
    <StatusBadge color={done ? 'on' : 'amber'} icon={done ? 'check' : 'clock'}>
      {t(done ? 'reviews.done' : 'reviews.open')}
    </StatusBadge>
  );
}

/** Done or not, and removal, for those who may. */
export function ReviewButtons({ callId, review }: { callId: string; review: CallReview }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const setDone = useSetReviewDone();
  const remove = useRemoveReview();
  const params = { path: { id: callId, userId: review.for.id } };
  const done = review.doneAt !== null;
  return (
    <Group gap={6} mt={4}>
      {review.mayFinish && (
        <Button
          size="compact-xs"
          variant={done ? 'default' : 'light'}
          loading={setDone.isPending}
          onClick={() => setDone.mutate({ params, body: { done: !done } }, { onError: notices.failed })}
        >
          {t(done ? 'reviews.reopen' : 'reviews.finish')}
        </Button>
      )}
      {review.mayRemove && (
        <Button
          size="compact-xs"
          variant="default"
          loading={remove.isPending}
          onClick={() => remove.mutate({ params }, { onError: notices.failed })}
        >
          {t('reviews.remove')}
        </Button>
      )}
    </Group>
  );
}

function AskForm({ callId, onClose }: { callId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const notices = useNotices();
  const colleagues = useColleagues(callId, true);
  const [userId, setUserId] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const ask = useAskReview(() => {
    notices.done(t('reviews.asked'));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (userId !== null) ask.mutate({ params: { path: { id: callId } }, body: { userId, note } });
  };
  const options = (colleagues.data?.colleagues ?? []).map(({ id, login }) => ({
    value: id,
    label: id === user.id ? t('reviews.myself', { login }) : login,
  }));
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Select
          label={t('reviews.who')}
          data={options}
          value={userId}
          onChange={setUserId}
          searchable
          nothingFoundMessage={t('reviews.nobody')}
        />
        <Textarea
          label={t('reviews.note')}
          description={t('reviews.noteHint')}
          autosize
          maxRows={4}
          maxLength={MAX_NOTE_CHARS}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" size="xs" disabled={userId === null} loading={ask.isPending}>
            {t('reviews.send')}
          </Button>
          <Button size="xs" variant="default" onClick={onClose}>
            {t('notes.cancel')}
          </Button>
        </Group>
        <RequestFailed error={ask.error} />
      </Stack>
    </form>
  );
}
