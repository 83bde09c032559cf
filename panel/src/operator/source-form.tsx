import { Checkbox, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Source } from '../api/client.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { NameField } from '../ui/name-field.tsx';
import { isTimeZone } from './time-zone.ts';
import { useTenants } from './use-operator.ts';
import { useAddSource, useChangeSource } from './use-sources.ts';
import { useForm } from '../ui/use-form.ts';

interface SourceFormProps {
  /** Null: a new one. */
  source: Source | null;
  onClose: () => void;
  /** Gets the key of a new source. */
  onKey: (apiKey: string) => void;
}

/** What a new source is. */
const LENIENT: Source['recognition'] = 'lenient';

/** Form: name, addresses, certificate names, how its calls are recognized and, of a new source, the tenant. */
export function SourceForm({ source, onClose, onKey }: SourceFormProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const tenants = useTenants().data?.tenants ?? [];
  const saved = () => {
    notices.done(t('sources.saved'));
    onClose();
  };
  const add = useAddSource(({ apiKey }) => {
    saved();
    onKey(apiKey);
  });
  const change = useChangeSource(saved);
  const form = useForm({
    initialValues: {
      name: source?.name ?? '',
      addresses: source?.addresses.join('\n') ?? '',
      certificates: source?.certificates.join('\n') ?? '',
      recognition: source?.recognition ?? LENIENT,
      userToUserIds: source?.userToUserIds ?? false,
      timeZone: source?.timeZone ?? '',
      tenantId: '',
    },
    validate: {
      name: (name) => (name.trim() === '' ? t('sources.nameRequired') : null),
      timeZone: (zone) => (isTimeZone(zone) ? null : t('sources.timeZoneUnknown')),
    },
  });
  const submit = form.onSubmit(({ name, addresses, certificates, recognition, userToUserIds, timeZone, tenantId }) => {
    const body = {
      name: name.trim(),
      addresses: addresses.split(/[\s,;]+/).filter((text) => text !== ''),
      // A common name may have spaces.
      certificates: certificates.split('\n').flatMap((text) => text.trim() || []),
      // Each field of a change is an audit event.
      ...(recognition !== (source?.recognition ?? LENIENT) && { recognition }),
      ...(userToUserIds !== (source?.userToUserIds ?? false) && { userToUserIds }),
      ...(timeZone.trim() !== (source?.timeZone ?? '') && { timeZone: timeZone.trim() || null }),
    };
    if (source === null) add.mutate({ body: { ...body, tenantId: tenantId || null } });
    else change.mutate({ params: { path: { id: source.id } }, body });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NameField data-autofocus required label={t('sources.name')} {...form.getInputProps('name')} />
        <Textarea
          autosize
          minRows={2}
          label={t('sources.addresses')}
          description={t('sources.addressesHint')}
          {...form.getInputProps('addresses')}
        />
        <Textarea
          autosize
          minRows={1}
          label={t('sources.certificates')}
          description={t('sources.certificatesHint')}
          {...form.getInputProps('certificates')}
        />
        <NativeSelect
          label={t('sources.recognition')}
          description={t('sources.recognitionHint')}
          data={[
            { value: LENIENT, label: t('sources.lenient') },
            { value: 'strict', label: t('sources.strict') },
          ]}
          {...form.getInputProps('recognition')}
        />
        <Checkbox
          label={t('sources.userToUserIds')}
          description={t('sources.userToUserIdsHint')}
          {...form.getInputProps('userToUserIds', { type: 'checkbox' })}
        />
        <TextInput
          label={t('sources.timeZone')}
          description={t('sources.timeZoneHint')}
          placeholder="Europe/Warsaw"
          {...form.getInputProps('timeZone')}
        />
        {source === null && (
          <NativeSelect
            label={t('sources.tenant')}
            data={[
              { value: '', label: t('sources.allTenants') },
              ...tenants.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            {...form.getInputProps('tenantId')}
          />
        )}
        <RequestFailed error={add.error ?? change.error} />
        <FormButtons onCancel={onClose} submit={t('sources.save')} pending={add.isPending || change.isPending} />
      </Stack>
    </form>
  );
}
