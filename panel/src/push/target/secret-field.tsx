import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TargetForm } from './target-form.ts';

interface SecretFieldProps {
  form: TargetForm;
  name: 'password' | 'secretKey';
  label: string;
  /** Whether the stored one stays where nothing is typed. */
  kept: boolean;
}

/** A password or a key: never shown again, replaced only by what is typed. */
export function SecretField({ form, name, label, kept }: SecretFieldProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={label}
      description={kept ? t('push.form.savedHint') : undefined}
      placeholder={kept ? t('push.form.saved') : undefined}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
      {...form.getInputProps(name)}
    />
  );
}
