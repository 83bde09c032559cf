import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TargetForm } from './target-form.ts';

/** Who the server must be; plain FTP cannot tell. */
export function FingerprintField({ form }: { form: TargetForm }) {
  const { t } = useTranslation();
  const { kind } = form.values;
  if (kind === 'ftp') return null;
  const name = kind === 'sftp' ? 'hostKey' : 'certificate';
  return (
    <TextInput
      label={t(`push.form.${name}`)}
      description={t(`push.form.${name}Hint`)}
      autoComplete="off"
      spellCheck={false}
      {...form.getInputProps(name)}
    />
  );
}
