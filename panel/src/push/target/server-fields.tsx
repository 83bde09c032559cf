import { Alert, SegmentedControl, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { PushSetup } from '../../api/client.ts';
import { Icon } from '../../ui/icon.tsx';
import { SecretField, SignInFields } from './sign-in-fields.tsx';
import { keepsSecret, type TargetForm, withKind } from './target-values.ts';

/** Encrypted kinds first. */
const KINDS = ['ftps', 'sftp', 's3', 'ftp'] as const;

interface ServerFieldsProps {
  form: TargetForm;
  setup: PushSetup;
}

/** Kind and address of the server, account, folder, fingerprint. */
export function ServerFields({ form, setup }: ServerFieldsProps) {
  const { t } = useTranslation();
  const { kind } = form.values;
  return (
    <Stack>
      <div>
        <KindChoice form={form} />
        <div aria-live="polite">
          {kind === 'ftp' && (
            <Alert color="amber" mt="md" icon={<Icon name="warning" />}>
              {t('push.form.plain')}
            </Alert>
          )}
        </div>
      </div>
      {kind === 's3' ? (
        <S3Fields form={form} setup={setup} />
      ) : (
        <>
          <Address form={form} />
          <SignInFields form={form} setup={setup} />
          <FolderField form={form} />
        </>
      )}
      <FingerprintField form={form} />
    </Stack>
  );
}

function KindChoice({ form }: { form: TargetForm }) {
  const { t } = useTranslation();
  const labelId = useId();
  const { kind } = form.values;
  return (
    <div>
      <Text size="sm" fw={500} id={labelId} mb={2}>
        {t('push.form.kind')}
      </Text>
      <SegmentedControl
        fullWidth
        maw={420}
        aria-labelledby={labelId}
        data={KINDS.map((value) => ({ value, label: t(`push.kinds.${value}`) }))}
        value={kind}
        onChange={(chosen) => form.setValues(withKind(form.values, chosen))}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {t(`push.kindNames.${kind}`)}
      </Text>
    </div>
  );
}

function Address({ form }: { form: TargetForm }) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput
        label={t('push.form.host')}
        placeholder={t('push.form.hostHint')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps('host')}
      />
      <TextInput label={t('push.form.port')} inputMode="numeric" maw={160} {...form.getInputProps('port')} />
    </SimpleGrid>
  );
}

interface S3FieldsProps {
  form: TargetForm;
  setup: PushSetup;
}

/** S3: endpoint, region, bucket, folder, keys. */
function S3Fields({ form, setup }: S3FieldsProps) {
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

/** The folder, or for S3 the prefix, of the packages. */
function FolderField({ form }: { form: TargetForm }) {
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

/** The expected fingerprint of the server; plain FTP has none. */
function FingerprintField({ form }: { form: TargetForm }) {
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
