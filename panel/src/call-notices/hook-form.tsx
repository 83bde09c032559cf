import { Checkbox, Stack, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallHook, CallHookRequest } from '../api/client.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { useFormCare } from '../ui/form-care.tsx';
import { NameField } from '../ui/name-field.tsx';
import { RemoveButton } from '../ui/remove-button.tsx';
import { useRemoveHook, useSaveHook } from './use-call-notices.ts';
import { useForm } from '../ui/use-form.ts';

const EVENTS = ['call.recorded', 'call.failed', 'recording.deleted'] as const;
/** As the API accepts. */
const MAX_URL_CHARS = 2000;

interface HookFormProps {
  /** Undefined: a new one. */
  hook: CallHook | undefined;
  onClose: () => void;
  /** Of a new address. */
  onSecret: (secret: string) => void;
}

/** Form: a program that hears of calls. */
export function HookForm({ hook, onClose, onSecret }: HookFormProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const saving = useSaveHook(hook?.id, ({ secret }) => {
    onClose();
    notices.done(t('callNotices.hooks.saved'));
    if (secret !== null) onSecret(secret);
  });
  const form = useForm<{ -readonly [Key in keyof CallHookRequest]: Mutable<CallHookRequest[Key]> }>({
    initialValues: {
      name: hook?.name ?? '',
      url: hook?.url ?? '',
      events: [...(hook?.events ?? EVENTS)],
      withNumbers: hook?.withNumbers ?? false,
      enabled: hook?.enabled ?? true,
    },
    validate: {
      name: (name) => (name.trim() === '' ? t('callNotices.form.nameRequired') : null),
      url: (url) => (/^https?:\/\/\S+$/.test(url.trim()) ? null : t('callNotices.hooks.form.urlRequired')),
      events: ({ length }) => (length === 0 ? t('callNotices.hooks.form.eventsRequired') : null),
    },
  });
  const care = useFormCare(form, saving.error);
  const submit = form.onSubmit(
    (values) => saving.save({ ...values, name: values.name.trim(), url: values.url.trim() }),
    care.onInvalid,
  );
  return (
    <form ref={care.ref} onSubmit={submit} noValidate>
      <Stack>
        <NameField
          data-autofocus
          required
          label={t('callNotices.form.name')}
          description={t('callNotices.hooks.form.nameHint')}
          {...form.getInputProps('name')}
        />
        <TextInput
          required
          type="url"
          inputMode="url"
          maxLength={MAX_URL_CHARS}
          label={t('callNotices.hooks.form.url')}
          description={t('callNotices.hooks.form.urlHint')}
          {...form.getInputProps('url')}
        />
        <Checkbox.Group label={t('callNotices.hooks.form.events')} {...form.getInputProps('events')}>
          <Stack gap="xs" mt="xs">
            {EVENTS.map((event) => (
              <Checkbox
                key={event}
                value={event}
                label={t(`callNotices.events.${event}`)}
                description={t(`callNotices.eventHints.${event}`)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <Switch
          label={t('callNotices.hooks.form.withNumbers')}
          description={t('callNotices.hooks.form.withNumbersHint')}
          {...form.getInputProps('withNumbers', { type: 'checkbox' })}
        />
        <Switch label={t('callNotices.form.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
        <RequestFailed error={saving.error} />
        <FormButtons onCancel={onClose} submit={t('callNotices.form.save')} pending={saving.isPending}>
          {hook !== undefined && <RemoveHook hook={hook} onRemoved={onClose} />}
        </FormButtons>
      </Stack>
    </form>
  );
}

type Mutable<Value> = Value extends readonly (infer Item)[] ? Item[] : Value;

function RemoveHook({ hook: { id, name }, onRemoved }: { hook: CallHook; onRemoved: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const remove = useRemoveHook(() => {
    onRemoved();
    notices.done(t('callNotices.hooks.removed'));
  });
  const question = {
    title: t('callNotices.hooks.removeTitle'),
    text: t('callNotices.hooks.removeText', { name }),
    confirm: t('callNotices.remove'),
  };
  return <RemoveButton question={question} remove={remove} request={{ params: { path: { id } } }} />;
}
