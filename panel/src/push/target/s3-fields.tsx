import { SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PushSetup } from '../../api/client.ts';
import { FolderField } from './folder-field.tsx';
import { SecretField } from './secret-field.tsx';
import type { TargetForm } from './target-form.ts';
import { keepsSecret } from './target-values.ts';

interface S3FieldsProps {
  form: TargetForm;
  setup: PushSetup;
}

/** An S3 service: its address, the bucket, the pair of keys. */
export function S3Fields({ form, setup }: S3FieldsProps) {
  const { t } = useTranslation();
  const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={t('push.form.endpoint')}
          description={t('push.form.endpointHint')}
          {...plain}
          {...form.getInputProps('endpoint')}
        />
        <TextInput
          label={t('push.form.region')}
          description={t('push.form.regionHint')}
          {...plain}
          {...form.getInputProps('region')}
        />
        <TextInput label={t('push.form.bucket')} {...plain} {...form.getInputProps('bucket')} />
        <FolderField form={form} />
        <TextInput label={t('push.form.accessKey')} {...plain} {...form.getInputProps('accessKey')} />
        <SecretField
          form={form}
          name="secretKey"
          label={t('push.form.secretKey')}
          kept={keepsSecret(form.values, setup.target)}
        />
      </SimpleGrid>
    </>
  );
}
