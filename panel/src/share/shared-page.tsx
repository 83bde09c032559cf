import { Paper, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { mayManageUsers, useSession } from '../session/session.ts';
import { EmptyMessage, ListSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { LinkList } from './link-list.tsx';
import { useSetSharing, useShareLinks, useSharing } from './use-share-links.ts';

/** "Linki do nagrań": the user's links, or all of the tenant's, and the switch that forbids them. */
export function SharedPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const links = useShareLinks();
  return (
    <Stack>
      <PageHeader title={t('share.pageTitle')} lead={t('share.pageLead')} />
      {mayManageUsers(user) && <SharingSwitch />}
      {links.isPending && <ListSkeleton label={t('share.loading')} />}
      {links.isError && <LoadError error={links.error} onRetry={() => void links.refetch()} />}
      {links.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          {links.data.links.length === 0 ? (
            <EmptyMessage icon="share" title={t('share.empty.title')} text={t('share.empty.text')} />
          ) : (
            <LinkList links={links.data.links} />
          )}
        </Paper>
      )}
    </Stack>
  );
}

/** For those who manage users. */
function SharingSwitch() {
  const { t } = useTranslation();
  const notices = useNotices();
  const sharing = useSharing();
  const set = useSetSharing();
  if (sharing.data === undefined) return null;
  const change = (allowed: boolean) =>
    set.mutate(
      { body: { allowed } },
      { onError: (error) => notices.failed(error), onSuccess: () => notices.done(t('share.allowSaved')) },
    );
  return (
    <Paper p="md">
      <Switch
        checked={sharing.data.allowed}
        disabled={set.isPending}
        label={t('share.allow')}
        description={t('share.allowHint')}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    </Paper>
  );
}
