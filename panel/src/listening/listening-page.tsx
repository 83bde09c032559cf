import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import type { ListeningGrant } from '../api/client.ts';
import { EmptyMessage, ListSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
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
  const ask = () =>
    modals.openConfirmModal({
      title: t('listening.refuseTitle'),
      children: <Text size="sm">{t('listening.refuseText')}</Text>,
      labels: { confirm: t('listening.refuse'), cancel: t('listening.cancel') },
      onConfirm: () => refuse.mutate({ params: { path: { id } } }, { onError: (error) => notices.failed(error) }),
    });
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
  const ask = () =>
    modals.openConfirmModal({
      title: t('listening.takeBackTitle'),
      children: <Text size="sm">{t('listening.takeBackText')}</Text>,
      labels: { confirm: t('listening.takeBack'), cancel: t('listening.cancel') },
      confirmProps: { color: 'off' },
      onConfirm: () => takeBack.mutate({ params: { path: { id } } }, { onError: (error) => notices.failed(error) }),
    });
  return (
    <Button variant="light" color="off" onClick={ask}>
      {t('listening.takeBack')}
    </Button>
  );
}
