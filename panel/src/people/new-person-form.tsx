import { SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserList } from '../api/client.ts';
import { useSession } from '../session/session.ts';
import { isEmail } from '../security/email.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { NameField } from '../ui/name-field.tsx';
import { changeOf, newAccess, offeredRoles, withRole } from './access.ts';
import { CallsField, RightsField, RoleField } from './access-fields.tsx';
import { useAddUser, useInvite } from './use-people.ts';
import { useForm } from '../ui/use-form.ts';

/** RFC 5321 §4.5.3.1.3. */
const MAX_EMAIL_CHARS = 254;
const WAYS = ['mail', 'password'] as const;

export interface FirstPassword {
  login: string;
  password: string;
}

interface NewPersonFormProps extends Pick<UserList, 'roleRights'> {
  onClose: () => void;
  /** It is shown once. */
  onPassword: (first: FirstPassword) => void;
}

/** Form: a person is invited by mail; or added without an e-mail address, by a password to hand over. */
export function NewPersonForm({ roleRights, onClose, onPassword }: NewPersonFormProps) {
  const { t } = useTranslation();
  const { user } = useSession();
  const notices = useNotices();
  const [access, setAccess] = useState(() => newAccess(offeredRoles(user.role).at(-1) ?? 'agent', roleRights));
  const change = (changed: Partial<typeof access>) => setAccess({ ...access, ...changed });
  const invite = useInvite(() => {
    onClose();
    notices.done(t('people.invited'));
  });
  const add = useAddUser(({ user: { login }, password }) => {
    onClose();
    onPassword({ login, password });
  });
  const form = useForm<{ way: (typeof WAYS)[number]; email: string; name: string }>({
    initialValues: { way: 'mail', email: '', name: '' },
    validate: {
      email: (email, { way }) => (way === 'mail' && !isEmail(email) ? t('people.emailRequired') : null),
      name: (name, { way }) => (way === 'password' && name.trim() === '' ? t('people.nameRequired') : null),
    },
  });
  const submit = form.onSubmit(({ way, email, name }) => {
    const given = changeOf(access, user.rights);
    if (way === 'mail') invite.mutate({ body: { ...given, email: email.trim() } });
    else add.mutate({ body: { ...given, name: name.trim() } });
  });
  const byMail = form.values.way === 'mail';
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <div>
          <Text size="sm" fw={500} mb={4}>
            {t('people.way')}
          </Text>
          <SegmentedControl
            fullWidth
            aria-label={t('people.way')}
            data={WAYS.map((value) => ({ value, label: t(`people.ways.${value}`) }))}
            {...form.getInputProps('way')}
          />
        </div>
        {byMail ? (
          <TextInput
            key="email"
            data-autofocus
            required
            type="email"
            maxLength={MAX_EMAIL_CHARS}
            label={t('people.email')}
            description={t('people.emailHint')}
            {...form.getInputProps('email')}
          />
        ) : (
          <NameField
            key="name"
            required
            label={t('people.name')}
            description={t('people.nameHint')}
            {...form.getInputProps('name')}
          />
        )}
        <RoleField role={access.role} onChange={(role) => setAccess(withRole(access, role, roleRights))} />
        <CallsField access={access} onChange={change} />
        <RightsField access={access} onChange={change} />
        <RequestFailed error={byMail ? invite.error : add.error} />
        <FormButtons
          onCancel={onClose}
          submit={t(byMail ? 'people.send' : 'people.addNow')}
          pending={invite.isPending || add.isPending}
        />
      </Stack>
    </form>
  );
}
