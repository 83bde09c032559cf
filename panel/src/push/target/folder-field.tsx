import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TargetForm } from './target-form.ts';

/** Where at the target the packages go. */
export function FolderField({ form }: { form: TargetForm }) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('push.form.folder')}
      description={t(form.values.kind === 's3' ? 'push.form.prefixHint' : 'push.form.folderHint')}
      spellCheck={false}
      {...form.getInputProps('folder')}
    />
  );
}
