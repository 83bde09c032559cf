import { Button, Group, Paper, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ListeningGrant } from '../api/client.ts';
import { EmptyMessage, ListSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useQuestion } from '../ui/question.tsx';
import { GiveButton } from './give-form.tsx';
import { GrantCard, GrantList } from './grant-card.tsx';
import { GrantUses } from './grant-uses.tsx';
import { useGrants, useRefuse, useTakeBack } from './use-listening.ts';

/** "Odsłuch przez operatora": what the operator's staff have asked for, may listen to, and have listened to. */
export function ListeningPage() {
  const { t } = useTranslation();
  const grants = useGrants();
  return (
    <Stack>
      <PageHeader title={t('listening.title')} lead={t('listening.lead')} />
      {grants.isPending && <ListSkeleton label={t('listening.loading')} />}
      {grants.isError && <LoadError error={grants.error} onRetry={() => void grants.refetch()} />}
      {grants.data?.grants.length === 0 && (
        <Paper>
          <EmptyMessage icon="speaker" title={t('listening.empty.title')} text={t('listening.empty.text')} />
        </Paper>
      )}
      {grants.data !== undefined && grants.data.grants.length > 0 && (
        <GrantList>
          {grants.data.grants.map((grant) => (
            <GrantCard key={grant.id} grant={grant} recording={grant.recordingPath ?? grant.recordingId}>
              <Actions grant={grant} defaultHours={grants.data.defaultHours} />
            </GrantCard>
          ))}
        </GrantList>
      )}
    </Stack>
  );
}

function Actions({ grant, defaultHours }: { grant: ListeningGrant; defaultHours: number }) {
  if (grant.state === 'requested') {
    return (
      <Group mt="md">
        <GiveButton grant={grant} defaultHours={defaultHours} />
        <RefuseButton grant={grant} />
      </Group>
    );
  }
  return (
    <>
      {grant.from !== null && <GrantUses id={grant.id} />}
      {grant.state === 'valid' && (
        <Group mt="md">
          <TakeBackButton grant={grant} />
        </Group>
      )}
    </>
  );
}

function RefuseButton({ grant: { id } }: { grant: ListeningGrant }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const refuse = useRefuse(() => notices.done(t('listening.refused')));
  const question = useQuestion();
  const ask = () =>
    question(
      { title: t('listening.refuseTitle'), text: t('listening.refuseText'), confirm: t('listening.refuse') },
      () => refuse.mutate({ params: { path: { id } } }, { onError: (error) => notices.failed(error) }),
    );
  return (
    <Button variant="default" onClick={ask}>
      {t('listening.refuse')}
    </Button>
  );
}

function TakeBackButton({ grant: { id } }: { grant: ListeningGrant }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const takeBack = useTakeBack(() => notices.done(t('listening.wasTakenBack')));
  const question = useQuestion();
  const ask = () =>
    question(
      { title: t('listening.takeBackTitle'), text: t('listening.takeBackText'), confirm: t('listening.takeBack') },
      () => takeBack.mutate({ params: { path: { id } } }, { onError: (error) => notices.failed(error) }),
    );
  return (
    <Button variant="light" color="off" onClick={ask}>
      {t('listening.takeBack')}
    </Button>
  );
}
