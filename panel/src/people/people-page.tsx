import { Button, Paper, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManagedUser } from '../api/client.ts';
import { maySetSignIn, useSession } from '../session/session.ts';
import { SecretShownOnce } from '../ui/copyable.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ChangeForm } from './change-form.tsx';
import { GroupsCard } from './groups-card.tsx';
import { type FirstPassword, NewPersonForm } from './new-person-form.tsx';
import { PeopleList } from './people-list.tsx';
import { SignInRulesCard } from './sign-in-rules-card.tsx';
import { useInvitations, useUsers } from './use-people.ts';

/** "Użytkownicy": who uses the panel of the tenant, and what they may do and see there. */
export function PeoplePage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [adding, dialog] = useDisclosure(false);
  const [first, setFirst] = useState<FirstPassword | null>(null);
  const [changed, setChanged] = useState<ManagedUser | null>(null);
  const users = useUsers();
  const invitations = useInvitations();
  const error = users.error ?? invitations.error;
  const retry = () => void Promise.all([users.refetch(), invitations.refetch()]);
  const invitationOf = (person: ManagedUser) => invitations.data?.invitations.find(({ id }) => id === person.id);
  const close = () => setChanged(null);
  return (
    <Stack>
      <PageHeader title={t('people.title')} lead={t('people.lead')}>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={dialog.open}>
          {t('people.add')}
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
      <Dialog opened={adding} onClose={dialog.close} title={t('people.add')}>
        {users.data !== undefined && (
          <NewPersonForm roleRights={users.data.roleRights} onClose={dialog.close} onPassword={setFirst} />
        )}
      </Dialog>
      <Dialog
        opened={changed !== null}
        onClose={close}
        title={t('people.changeTitle', { login: changed?.login ?? '' })}
      >
        {changed !== null && <ChangeForm person={changed} invitation={invitationOf(changed)} onClose={close} />}
      </Dialog>
      <SecretShownOnce
        secret={first?.password ?? null}
        texts={{
          title: t('people.password.title', { login: first?.login ?? '' }),
          name: t('people.password.name'),
          warning: t('people.password.warning', { login: first?.login ?? '' }),
          close: t('people.password.close'),
        }}
        onClose={() => setFirst(null)}
      />
    </Stack>
  );
}
