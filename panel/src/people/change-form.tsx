import { Button, Divider, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation, ManagedUser } from '../api/client.ts';
import { useSession } from '../session/session.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { useQuestion } from '../ui/question.tsx';
import { accessOf, changeOf } from './access.ts';
import { CallsField, RightsField, RoleField } from './access-fields.tsx';
import { useChangeUser, useEndSessions, useInviteAgain, useWithdraw } from './use-people.ts';

interface ChangeFormProps {
  person: ManagedUser;
  /** Of a person who has not accepted yet. */
  invitation: Invitation | undefined;
  onClose: () => void;
}

/** Form: what a person may do and see; and buttons for the account or the invitation. */
export function ChangeForm({ person, invitation, onClose }: ChangeFormProps) {
  const { t } = useTranslation();
  const { user } = useSession();
  const notices = useNotices();
  const [access, setAccess] = useState(() => accessOf(person));
  const done: Done = (message) => () => {
    onClose();
    notices.done(message);
  };
  const save = useChangeUser(done(t('people.saved')));
  const change = (changed: Partial<typeof access>) => setAccess({ ...access, ...changed });
  return (
    <Stack>
      <RoleField role={access.role} onChange={(role) => change({ role })} />
      <CallsField access={access} onChange={change} />
      <RightsField access={access} onChange={change} />
      <RequestFailed error={save.error} />
      <FormButtons
        onCancel={onClose}
        submit={t('people.save')}
        pending={save.isPending}
        onSubmit={() => save.mutate({ params: { path: { id: person.id } }, body: changeOf(access, user.rights) })}
      />
      <Divider />
      {invitation === undefined ? (
        <AccountButtons person={person} done={done} />
      ) : (
        <InvitationButtons invitation={invitation} done={done} />
      )}
    </Stack>
  );
}

/** Says that it is done, and closes the form. */
type Done = (message: string) => () => void;

function AccountButtons({ person: { id, login, disabled }, done }: { person: ManagedUser; done: Done }) {
  const { t } = useTranslation();
  const params = { path: { id } };
  const block = useChangeUser(done(t(disabled ? 'people.unblocked' : 'people.blocked')));
  const endSessions = useEndSessions(done(t('people.signedOut')));
  const ask = useQuestion();
  const change = () => block.mutate({ params, body: { disabled: !disabled } });
  const blocking = {
    title: t('people.blockTitle', { login }),
    text: t('people.blockText'),
    confirm: t('people.block'),
  };
  return (
    <>
      <RequestFailed error={block.error ?? endSessions.error} />
      <Group>
        {!disabled && (
          <Button
            variant="default"
            size="xs"
            loading={endSessions.isPending}
            onClick={() => endSessions.mutate({ params })}
          >
            {t('people.signOut')}
          </Button>
        )}
        <Button
          variant="light"
          size="xs"
          color={disabled ? 'on' : 'off'}
          loading={block.isPending}
          onClick={() => (disabled ? change() : ask(blocking, change))}
        >
          {t(disabled ? 'people.unblock' : 'people.block')}
        </Button>
      </Group>
    </>
  );
}

function InvitationButtons({ invitation: { id, email }, done }: { invitation: Invitation; done: Done }) {
  const { t } = useTranslation();
  const params = { path: { id } };
  const again = useInviteAgain(done(t('people.sentAgain')));
  const withdraw = useWithdraw(done(t('people.withdrawn')));
  const ask = useQuestion();
  const withdrawal = {
    title: t('people.withdrawTitle'),
    text: t('people.withdrawText', { email }),
    confirm: t('people.withdraw'),
  };
  return (
    <>
      <Text size="sm">{t('people.invitedAs', { email })}</Text>
      <RequestFailed error={again.error ?? withdraw.error} />
      <Group>
        <Button variant="default" size="xs" loading={again.isPending} onClick={() => again.mutate({ params })}>
          {t('people.sendAgain')}
        </Button>
        <Button
          variant="light"
          size="xs"
          color="off"
          loading={withdraw.isPending}
          onClick={() => ask(withdrawal, () => withdraw.mutate({ params }))}
        >
          {t('people.withdraw')}
        </Button>
      </Group>
    </>
  );
}
