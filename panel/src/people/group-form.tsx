import { Button, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NumberGroup } from '../api/client.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { NameField } from '../ui/name-field.tsx';
import { useQuestion } from '../ui/question.tsx';
import { NumbersField } from './access-fields.tsx';
import { useRemoveGroup, useSaveGroup } from './use-people.ts';
import { useForm } from '../ui/use-form.ts';

interface GroupFormProps {
  /** Undefined: a new one. */
  group: NumberGroup | undefined;
  onClose: () => void;
}

/** Form: a number group. */
export function GroupForm({ group, onClose }: GroupFormProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const ask = useQuestion();
  const done = (message: string) => () => {
    onClose();
    notices.done(message);
  };
  const saving = useSaveGroup(group?.id, done(t('people.groups.saved')));
  const remove = useRemoveGroup(done(t('people.groups.removed')));
  const form = useForm({
    initialValues: { name: group?.name ?? '', numbers: [...(group?.numbers ?? [])] },
    validate: { name: (name) => (name.trim() === '' ? t('people.groups.nameRequired') : null) },
  });
  const submit = form.onSubmit(({ name, numbers }) => saving.save({ name: name.trim(), numbers }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NameField data-autofocus required label={t('people.groups.name')} {...form.getInputProps('name')} />
        <NumbersField numbers={form.values.numbers} onChange={(numbers) => form.setFieldValue('numbers', numbers)} />
        <RequestFailed error={saving.error ?? remove.error} />
        <FormButtons onCancel={onClose} submit={t('people.save')} pending={saving.isPending}>
          {group !== undefined && (
            <Button
              variant="light"
              color="off"
              loading={remove.isPending}
              onClick={() =>
                ask(
                  {
                    title: t('people.groups.removeTitle'),
                    text: t('people.groups.removeText', { name: group.name }),
                    confirm: t('people.groups.remove'),
                  },
                  () => remove.mutate({ params: { path: { id: group.id } } }),
                )
              }
            >
              {t('people.groups.remove')}
            </Button>
          )}
        </FormButtons>
      </Stack>
    </form>
  );
}
