import { Button, Modal, Paper, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManagedUser } from '../api/client.ts';
import { maySetSignIn, useSession } from '../session/session.ts';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ChangeForm } from './change-form.tsx';
import { GroupsCard } from './groups-card.tsx';
import { InviteForm } from './invite-form.tsx';
import { PeopleList } from './people-list.tsx';
import { SignInRulesCard } from './sign-in-rules-card.tsx';
import { useInvitations, useUsers } from './use-people.ts';

/** "Użytkownicy": who uses the panel of the tenant, and what they may do and see there. */
export function PeoplePage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [inviting, dialog] = useDisclosure(false);
  const [changed, setChanged] = useState<ManagedUser | null>(null);
  const users = useUsers();
  const invitations = useInvitations();
  const error = users.error ?? invitations.error;
  const retry = () => void Promise.all([users.refetch(), invitations.refetch()]);
  const invitationOf = (person: ManagedUser) => invitations.data?.invitations.find(({ id }) => id === person.id);
  const closeButtonProps = { 'aria-label': t('dialog.close') };
  const close = () => setChanged(null);
  return (
    <Stack>
      <PageHeader title={t('people.title')} lead={t('people.lead')}>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={dialog.open}>
          {t('people.invite')}
        </Button>
      </PageHeader>
      {error !== null && <LoadError error={error} onRetry={retry} />}
      {(users.isPending || invitations.isPending) && <ListSkeleton label={t('people.loading')} />}
      {users.data !== undefined && invitations.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          <PeopleList people={users.data.users} invitationOf={invitationOf} onChange={setChanged} />
        </Paper>
      )}
      <GroupsCard />
      {maySetSignIn(user) && <SignInRulesCard />}
      <Modal opened={inviting} onClose={dialog.close} title={t('people.invite')} closeButtonProps={closeButtonProps}>
        <InviteForm onClose={dialog.close} />
      </Modal>
      <Modal
        opened={changed !== null}
        onClose={close}
        title={t('people.changeTitle', { login: changed?.login ?? '' })}
        closeButtonProps={closeButtonProps}
      >
        {changed !== null && <ChangeForm person={changed} invitation={invitationOf(changed)} onClose={close} />}
      </Modal>
    </Stack>
  );
}
