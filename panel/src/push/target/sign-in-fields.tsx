import { SegmentedControl, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { PushSetup } from '../../api/client.ts';
import { SecretField } from './secret-field.tsx';
import { SshKeyBox } from './ssh-key-box.tsx';
import type { TargetForm } from './target-form.ts';
import { keepsSecret, type TargetValues } from './target-values.ts';

interface SignInFieldsProps {
  form: TargetForm;
  setup: PushSetup;
}

/** The account at the server: with a password or, over SSH, with our key. */
export function SignInFields({ form, setup }: SignInFieldsProps) {
  const { t } = useTranslation();
  const byKey = form.values.kind === 'sftp' && form.values.signIn === 'key';
  return (
    <Stack>
      {form.values.kind === 'sftp' && <SignInChoice form={form} />}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={t('push.form.login')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('login')}
        />
        {!byKey && (
          <SecretField
            form={form}
            name="password"
            label={t('push.form.password')}
            kept={keepsSecret(form.values, setup.target)}
          />
        )}
      </SimpleGrid>
      {byKey && <SshKeyBox publicKey={setup.publicKey} />}
    </Stack>
  );
}

const SIGN_INS = ['password', 'key'] as const satisfies readonly TargetValues['signIn'][];

function SignInChoice({ form }: { form: TargetForm }) {
  const { t } = useTranslation();
  const labelId = useId();
  return (
    <div>
      <Text size="sm" fw={500} id={labelId} mb={2}>
        {t('push.form.signIn')}
      </Text>
      <SegmentedControl
        aria-labelledby={labelId}
        data={SIGN_INS.map((value) => ({ value, label: t(`push.form.signIns.${value}`) }))}
        value={form.values.signIn}
        onChange={(signIn) => form.setFieldValue('signIn', signIn)}
      />
    </div>
  );
}
