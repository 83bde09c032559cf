import {
  Checkbox,
  Divider,
  Group,
  Button,
  NumberInput,
  Radio,
  Stack,
  TagsInput,
  Textarea,
  type TextareaProps,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { type AddedFileCredential, type FileCredential, refusedFields } from '../api/client.ts';
import { warsawDay } from '../format/warsaw-time.ts';
import { NumbersField } from '../people/access-fields.tsx';
import { wrongNetwork } from '../people/networks.ts';
import { DateInput } from '../ui/date-input.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { NameField } from '../ui/name-field.tsx';
import { useQuestion } from '../ui/question.tsx';
import {
  BANDWIDTH_KILOBYTES,
  changeOf,
  credentialErrors,
  type CredentialValues,
  DOORS,
  formField,
  valuesOf,
} from './credential-values.ts';
import { RevokeButton } from './revoke-button.tsx';
import { nameOf, useCredentialChanges } from './use-file-access.ts';
import { useForm } from '../ui/use-form.ts';

/** A password, with whose it is; shown once. */
export interface ReadyPassword {
  readonly login: string;
  readonly password: string;
}

interface CredentialFormProps {
  /** Null: a new one. */
  credential: FileCredential | null;
  onClose: () => void;
  /** A new one was made; its public key is to be added now. */
  onAdded: (added: AddedFileCredential, publicKey: string | null) => void;
  onPassword: (ready: ReadyPassword) => void;
}

type Form = UseFormReturnType<CredentialValues>;

/** Form: a new credential, or what one may do; and buttons for its password and its end. */
export function CredentialForm({ credential, onClose, onAdded, onPassword }: CredentialFormProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const { add, change } = useCredentialChanges();
  const form = useForm<CredentialValues>({
    initialValues: valuesOf(credential),
    validate: (values) =>
      Object.fromEntries(
        Object.entries(credentialErrors(values)).map(([field, error]) => [
          field,
          t(`fileAccess.form.${error}`, { ...BANDWIDTH_KILOBYTES, text: wrongNetwork(values.networks) ?? '' }),
        ]),
      ),
  });
  /** The form is longer than a screen: what is wrong may be far above the button. */
  const showFirst = (errors: Record<string, unknown>) => {
    const [field] = Object.keys(errors);
    const node = field === undefined ? null : form.getInputNode(field);
    node?.scrollIntoView({ block: 'center' });
    node?.focus({ preventScroll: true });
  };
  const onError = (error: unknown) => {
    const errors = Object.fromEntries(
      refusedFields(error).map((field) => [formField(field), t('fileAccess.form.refused')]),
    );
    form.setErrors(errors);
    showFirst(errors);
  };
  const submit = form.onSubmit((values) => {
    const body = changeOf(values, credential);
    if (credential === null) {
      const byKey = values.proof === 'key';
      const onSuccess = (added: AddedFileCredential) => {
        onClose();
        onAdded(added, byKey ? values.publicKey.trim() : null);
      };
      add.mutate({ body: { ...body, password: !byKey } }, { onSuccess, onError });
    } else {
      const onSuccess = () => {
        onClose();
        notices.done(t('fileAccess.form.saved'));
      };
      change.mutate({ params: { path: { id: credential.id } }, body }, { onSuccess, onError });
    }
  }, showFirst);
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NameField
          data-autofocus
          required
          label={t('fileAccess.form.label')}
          description={t('fileAccess.form.labelHint')}
          {...form.getInputProps('label')}
        />
        <AccessFields form={form} />
        <LimitFields form={form} />
        {credential === null && <ProofFields form={form} />}
        <RequestFailed error={add.error ?? change.error} />
        <FormButtons
          onCancel={onClose}
          submit={t(credential === null ? 'fileAccess.form.make' : 'fileAccess.form.save')}
          pending={add.isPending || change.isPending}
        />
        {credential !== null && <CredentialButtons credential={credential} onClose={onClose} onPassword={onPassword} />}
      </Stack>
    </form>
  );
}

function AccessFields({ form }: { form: Form }) {
  const { t } = useTranslation();
  return (
    <>
      <Checkbox.Group label={t('fileAccess.form.doors')} {...form.getInputProps('doors')}>
        <Stack gap="xs" mt="xs">
          {DOORS.map((door) => (
            <Checkbox key={door} value={door} label={t(`fileAccess.form.doorNames.${door}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Radio.Group label={t('fileAccess.form.numbers')} {...form.getInputProps('sees')}>
        <Stack gap="xs" mt="xs">
          <Radio value="all" label={t('fileAccess.form.allNumbers')} />
          <Radio value="some" label={t('fileAccess.form.someNumbers')} />
        </Stack>
      </Radio.Group>
      {form.values.sees === 'some' && (
        <NumbersField
          data-path="numbers"
          numbers={form.values.numbers}
          error={form.errors['numbers']}
          onChange={(numbers) => form.setFieldValue('numbers', numbers)}
        />
      )}
    </>
  );
}

function LimitFields({ form }: { form: Form }) {
  const { t } = useTranslation();
  return (
    <>
      <DateInput
        clearable
        label={t('fileAccess.form.expires')}
        description={t('fileAccess.form.expiresHint')}
        minDate={warsawDay(new Date())}
        {...form.getInputProps('lastDay')}
      />
      <TagsInput
        label={t('fileAccess.form.networks')}
        description={t('fileAccess.form.networksHint')}
        splitChars={[',', ';', ' ']}
        acceptValueOnBlur
        {...form.getInputProps('networks')}
      />
      <NumberInput
        label={t('fileAccess.form.bandwidth')}
        description={t('fileAccess.form.bandwidthHint')}
        allowNegative={false}
        allowDecimal={false}
        hideControls
        {...form.getInputProps('bandwidth')}
      />
    </>
  );
}

function ProofFields({ form }: { form: Form }) {
  const { t } = useTranslation();
  return (
    <>
      <Radio.Group label={t('fileAccess.form.proof')} {...form.getInputProps('proof')}>
        <Stack gap="xs" mt="xs">
          <Radio value="password" label={t('fileAccess.form.proofs.password')} />
          <Radio value="key" label={t('fileAccess.form.proofs.key')} />
        </Stack>
      </Radio.Group>
      {form.values.proof === 'key' && <PublicKeyField {...form.getInputProps('publicKey')} />}
    </>
  );
}

/** Where a public key is pasted. */
export function PublicKeyField(props: TextareaProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      autosize
      minRows={2}
      maxRows={6}
      spellCheck={false}
      label={t('fileAccess.form.publicKey')}
      description={t('fileAccess.form.publicKeyHint')}
      {...props}
    />
  );
}

type ButtonsProps = Pick<CredentialFormProps, 'onClose' | 'onPassword'> & { credential: FileCredential };

function CredentialButtons({ credential, onClose, onPassword }: ButtonsProps) {
  const { t } = useTranslation();
  const ask = useQuestion();
  const { newPassword } = useCredentialChanges();
  const params = { path: { id: credential.id } };
  const name = nameOf(credential);
  const askPassword = () =>
    ask(
      {
        title: t('fileAccess.form.newPasswordTitle'),
        text: t('fileAccess.form.newPasswordText', { name }),
        confirm: t('fileAccess.form.newPasswordConfirm'),
      },
      () =>
        newPassword.mutate(
          { params },
          {
            onSuccess: ({ password }) => {
              onClose();
              onPassword({ login: credential.login, password });
            },
          },
        ),
    );
  return (
    <>
      <Divider />
      <RequestFailed error={newPassword.error} />
      <Group>
        <Button variant="default" size="xs" loading={newPassword.isPending} onClick={askPassword}>
          {t('fileAccess.form.newPassword')}
        </Button>
        <RevokeButton credential={credential} onRevoked={onClose} />
      </Group>
    </>
  );
}
