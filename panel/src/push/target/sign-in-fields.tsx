import { Button, Group, PasswordInput, SegmentedControl, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { PushSetup } from '../../api/client.ts';
import { useQuestion } from '../../ui/question.tsx';
import { CopyableCode } from '../../ui/copyable.tsx';
import { RequestFailed, useNotices } from '../../ui/feedback.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useNewPushKey } from '../use-push.ts';
import { keepsSecret, type TargetForm, type TargetValues } from './target-values.ts';

interface SignInFieldsProps {
  form: TargetForm;
  setup: PushSetup;
}

/** The account on the server, with a password or, for SFTP, with our SSH key. */
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

interface SecretFieldProps {
  form: TargetForm;
  name: 'password' | 'secretKey';
  label: string;
  /** Whether the stored secret is kept when the field is empty. */
  kept: boolean;
}

/** A password or a key. The stored one is never shown; typing replaces it. */
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

/** Our SSH key: generates it, and shows the public key to be copied to the customer's server. */
function SshKeyBox({ publicKey }: { publicKey: string | null }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const make = useNewPushKey(() => notices.done(t('push.form.keyMade')));
  const question = useQuestion();
  const ask = () =>
    question(
      { title: t('push.form.remakeTitle'), text: t('push.form.remakeText'), confirm: t('push.form.remakeKey') },
      () => make.mutate({}),
    );
  return (
    <Stack gap="xs">
      <Text size="sm">{t(publicKey === null ? 'push.form.keyMissing' : 'push.form.keyHowTo')}</Text>
      {publicKey !== null && <CopyableCode value={publicKey} what={t('push.form.publicKey')} size="sm" />}
      <Group>
        <Button
          variant="light"
          leftSection={<Icon name="key" />}
          loading={make.isPending}
          onClick={publicKey === null ? () => make.mutate({}) : ask}
        >
          {t(publicKey === null ? 'push.form.makeKey' : 'push.form.remakeKey')}
        </Button>
      </Group>
      <RequestFailed error={make.error} />
    </Stack>
  );
}
