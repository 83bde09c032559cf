import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/session.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { offeredRoles, type Role } from './access.ts';
import { NumbersField, RoleField } from './access-fields.tsx';
import { useInvite } from './use-people.ts';

/** RFC 5321 §4.5.3.1.3. */
const MAX_EMAIL_CHARS = 254;

/** Form: a person is invited by mail. */
export function InviteForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const notices = useNotices();
  const invite = useInvite(() => {
    onClose();
    notices.done(t('people.invited'));
  });
  const form = useForm<{ email: string; role: Role; numbers: string[] }>({
    initialValues: { email: '', role: offeredRoles(user.role).at(-1) ?? 'agent', numbers: [] },
    validate: { email: (email) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? null : t('people.emailRequired')) },
  });
  const submit = form.onSubmit(({ email, role, numbers }) =>
    invite.mutate({ body: { email: email.trim(), role, numbers: role === 'agent' ? numbers : null } }),
  );
  const { role, numbers } = form.values;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          data-autofocus
          required
          type="email"
          maxLength={MAX_EMAIL_CHARS}
          label={t('people.email')}
          description={t('people.emailHint')}
          {...form.getInputProps('email')}
        />
        <RoleField role={role} onChange={(chosen) => form.setFieldValue('role', chosen)} />
        {role === 'agent' && (
          <NumbersField numbers={numbers} onChange={(chosen) => form.setFieldValue('numbers', chosen)} />
        )}
        <RequestFailed error={invite.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('people.cancel')}
          </Button>
          <Button type="submit" loading={invite.isPending}>
            {t('people.send')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
