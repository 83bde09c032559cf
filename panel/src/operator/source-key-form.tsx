import { Checkbox, NativeSelect, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Source } from '../api/client.ts';
import { RequestFailed } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { NameField } from '../ui/name-field.tsx';
import { useAddSourceKey } from './use-sources.ts';
import { useForm } from '../ui/use-form.ts';

const SCOPES = ['upload', 'cdr', 'policy'] as const;
type Scope = (typeof SCOPES)[number];

interface SourceKeyFormProps {
  source: Source;
  onClose: () => void;
  onKey: (apiKey: string) => void;
}

/** Form: a new key of a source, which may replace one. */
export function SourceKeyForm({ source, onClose, onKey }: SourceKeyFormProps) {
  const { t } = useTranslation();
  const add = useAddSourceKey(({ apiKey }) => {
    onClose();
    onKey(apiKey);
  });
  const form = useForm<{ name: string; scopes: Scope[]; replaces: string }>({
    initialValues: { name: '', scopes: [...SCOPES], replaces: '' },
    validate: { scopes: (scopes) => (scopes.length === 0 ? t('sources.keyScopeRequired') : null) },
  });
  const submit = form.onSubmit(({ name, scopes, replaces }) =>
    add.mutate({
      params: { path: { id: source.id } },
      body: { name: name.trim(), scopes, expiresAt: null, ...(replaces !== '' && { replaces }) },
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NameField data-autofocus label={t('sources.keyName')} {...form.getInputProps('name')} />
        <Checkbox.Group label={t('sources.keyScopes')} {...form.getInputProps('scopes')}>
          <Stack gap="xs" mt="xs">
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={t(`sources.scopes.${scope}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <NativeSelect
          label={t('sources.replaces')}
          description={t('sources.replacesHint')}
          data={[
            { value: '', label: t('sources.replacesNone') },
            ...source.keys.map(({ id, prefix, name }) => ({ value: id, label: `${prefix ?? ''}… ${name}` })),
          ]}
          {...form.getInputProps('replaces')}
        />
        <RequestFailed error={add.error} />
        <FormButtons onCancel={onClose} submit={t('sources.makeKey')} pending={add.isPending} />
      </Stack>
    </form>
  );
}
