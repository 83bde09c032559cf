import { Checkbox, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ApiKey } from '../api/client.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../format/warsaw-time.ts';
import { DateInput } from '../ui/date-input.tsx';
import { RequestFailed } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { NameField } from '../ui/name-field.tsx';
import { useAddKey } from './use-keys.ts';
import { useForm } from '../ui/use-form.ts';

type Scope = ApiKey['scopes'][number];

/** The texts of the scopes, in the order of the form. A colon has a meaning of its own in the names of texts. */
export const SCOPE_NAMES = {
  'calls:read': 'keys.scopes.calls-read',
  'calls:control': 'keys.scopes.calls-control',
  'recordings:listen': 'keys.scopes.recordings-listen',
  'recordings:download': 'keys.scopes.recordings-download',
  'services:read': 'keys.scopes.services-read',
  holds: 'keys.scopes.holds',
} as const satisfies Record<Scope, string>;

const SCOPES = Object.keys(SCOPE_NAMES) as Scope[];

/** Form: a new API key. */
export function KeyForm({ onClose, onKey }: { onClose: () => void; onKey: (apiKey: string) => void }) {
  const { t } = useTranslation();
  const add = useAddKey(({ apiKey }) => {
    onClose();
    onKey(apiKey);
  });
  const form = useForm<{ name: string; scopes: Scope[]; lastDay: string | null }>({
    initialValues: { name: '', scopes: ['calls:read'], lastDay: null },
    validate: {
      name: (name) => (name.trim() === '' ? t('keys.nameRequired') : null),
      scopes: (scopes) => (scopes.length === 0 ? t('keys.scopeRequired') : null),
    },
  });
  const submit = form.onSubmit(({ name, scopes, lastDay }) =>
    add.mutate({
      body: {
        name: name.trim(),
        scopes,
        expiresAt: lastDay === null ? null : startOfWarsawDay(addDays(lastDay, 1)),
      },
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NameField data-autofocus required label={t('keys.name')} {...form.getInputProps('name')} />
        <Checkbox.Group label={t('keys.scopesLabel')} {...form.getInputProps('scopes')}>
          <Stack gap="xs" mt="xs">
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={t(SCOPE_NAMES[scope])} />
            ))}
          </Stack>
        </Checkbox.Group>
        <DateInput
          clearable
          label={t('keys.expires')}
          description={t('keys.expiresHint')}
          minDate={warsawDay(new Date())}
          {...form.getInputProps('lastDay')}
        />
        <RequestFailed error={add.error} />
        <FormButtons onCancel={onClose} submit={t('keys.make')} pending={add.isPending} />
      </Stack>
    </form>
  );
}
