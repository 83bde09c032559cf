import {
  Anchor,
  Button,
  Checkbox,
  Divider,
  Group,
  NativeSelect,
  Paper,
  Radio,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PushSetup, refusedFields } from '../../api/client.ts';
import { mayChangeServices, useSession } from '../../session/session.ts';
import { SecretShownOnce } from '../../ui/copyable.tsx';
import { EmptyMessage, ListSkeleton, LoadError, RequestFailed, useNotices } from '../../ui/feedback.tsx';
import { useFormCare } from '../../ui/form-care.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { usePushSetup, useSaveTarget } from '../use-push.ts';
import { ServerFields } from './server-fields.tsx';
import { targetErrors } from './target-errors.ts';
import { formField, type TargetForm, targetRequest, type TargetValues, valuesOf } from './target-values.ts';
import { TargetTest } from './target-test.tsx';

/** The page on which an admin sets up the push target. */
export function TargetFormPage() {
  const navigate = useNavigate();
  const { t } = useTranslation();
  const admin = mayChangeServices(useSession().user);
  const setup = usePushSetup();
  return (
    <Stack>
      <Anchor size="sm" renderRoot={(props) => <Link to="/account/push" {...props} />}>
        ← {t('push.form.back')}
      </Anchor>
      <PageHeader title={t('push.form.title')} />
      {!admin && (
        <Paper>
          <EmptyMessage icon="lock" title={t('push.target.title')} text={t('push.adminOnly')} />
        </Paper>
      )}
      {admin && setup.isPending && <ListSkeleton label={t('push.loading')} />}
      {admin && setup.isError && <LoadError error={setup.error} onRetry={() => void setup.refetch()} />}
      {admin && setup.data !== undefined && (
        <TargetFormFields setup={setup.data} onDone={() => void navigate({ to: '/account/push' })} />
      )}
    </Stack>
  );
}

interface TargetFormFieldsProps {
  setup: PushSetup;
  /** Called when the target is saved or the form is cancelled. */
  onDone: () => void;
}

/** The form: server, test, package, web hook. The connection can be tested before the target is saved. */
function TargetFormFields({ setup, onDone }: TargetFormFieldsProps) {
  const { t } = useTranslation();
  const form = useTargetForm(setup);
  const notices = useNotices();
  const [hookSecret, setHookSecret] = useState<string | null>(null);
  const finish = (): void => {
    notices.done(t('push.form.done'));
    onDone();
  };
  const save = useSaveTarget((secret) => {
    form.resetDirty();
    if (secret === null) finish();
    else setHookSecret(secret);
  });
  const care = useFormCare(form, save.error);
  const submit = form.onSubmit(
    (values) =>
      save.mutate(
        { body: targetRequest(values) },
        {
          onError: (error) => {
            const refused = refusedFields(error).map((field) => [formField(field), t('push.form.errors.refused')]);
            form.setErrors(Object.fromEntries(refused));
          },
        },
      ),
    care.onInvalid,
  );
  return (
    <form ref={care.ref} onSubmit={submit} noValidate>
      <Paper p="lg">
        <Stack gap="lg">
          <FormSection title={t('push.form.server')}>
            <ServerFields form={form} setup={setup} />
          </FormSection>
          <FormSection title={t('push.test.title')}>
            <TargetTest form={form} />
          </FormSection>
          <FormSection title={t('push.form.package')}>
            <DeliveryFields form={form} keepUndeliveredDays={setup.keepUndeliveredDays} />
          </FormSection>
          <FormSection title={t('push.form.hook')}>
            <HookField form={form} />
          </FormSection>
          <RequestFailed error={save.error} />
          <Group>
            <Button type="submit" loading={save.isPending}>
              {t('push.form.save')}
            </Button>
            <Button variant="default" onClick={onDone}>
              {t('dialog.cancel')}
            </Button>
          </Group>
        </Stack>
      </Paper>
      <SecretShownOnce
        secret={hookSecret}
        texts={{
          title: t('push.form.hookSecretTitle'),
          name: t('push.form.hookSecret'),
          warning: t('push.form.hookSecretText'),
          close: t('push.form.hookSecretClose'),
        }}
        onClose={finish}
      />
    </form>
  );
}

function useTargetForm({ target }: PushSetup): TargetForm {
  const { t } = useTranslation();
  return useForm<TargetValues>({
    initialValues: valuesOf(target),
    validate: (values) =>
      Object.fromEntries(
        Object.entries(targetErrors(values, target)).map(([field, error]) => [field, t(`push.form.errors.${error}`)]),
      ),
  });
}

function FormSection({ title, children }: { title: string; children: ReactNode }) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId}>
      <Title order={2} id={titleId}>
        {title}
      </Title>
      <Divider my="sm" />
      {children}
    </section>
  );
}

function HookField({ form }: { form: TargetForm }) {
  const { t } = useTranslation();
  return (
    <>
      <Text size="sm" mb="xs">
        {t('push.form.hookHint')}
      </Text>
      <TextInput
        label={t('push.form.hookUrl')}
        placeholder="https://"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps('hookUrl')}
      />
    </>
  );
}

const FORMS = ['tree', 'zip'] as const;
/** Limit of the API. */
const MAX_CONNECTIONS = 8;
const CONNECTIONS = Array.from({ length: MAX_CONNECTIONS }, (_, index) => String(index + 1));

interface DeliveryFieldsProps {
  form: TargetForm;
  /** For how many days undelivered recordings can be kept; 0: not offered. */
  keepUndeliveredDays: number;
}

/** Form of the package, and how it is sent. */
function DeliveryFields({ form, keepUndeliveredDays: days }: DeliveryFieldsProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Radio.Group label={t('push.form.form')} {...form.getInputProps('form')}>
        <Stack gap="xs" mt={6}>
          {FORMS.map((value) => (
            <Radio
              key={value}
              value={value}
              label={t(`push.forms.${value}`)}
              description={t(`push.form.formHints.${value}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Group align="flex-start">
        <NativeSelect
          w={180}
          label={t('push.form.connections')}
          data={CONNECTIONS}
          {...form.getInputProps('connections')}
        />
        <TextInput
          w={220}
          inputMode="decimal"
          label={t('push.form.limit')}
          placeholder={t('push.form.limitHint')}
          {...form.getInputProps('limit')}
        />
      </Group>
      <Checkbox
        label={t('push.form.readBack')}
        description={t('push.form.readBackHint')}
        {...form.getInputProps('readBack', { type: 'checkbox' })}
      />
      {form.values.kind !== 's3' && (
        <Checkbox
          label={t('push.form.temporaryNames')}
          description={t('push.form.temporaryNamesHint')}
          {...form.getInputProps('temporaryNames', { type: 'checkbox' })}
        />
      )}
      {days > 0 && (
        <Checkbox
          label={t('push.form.keep')}
          description={t('push.form.keepHint', { days })}
          {...form.getInputProps('keepUndelivered', { type: 'checkbox' })}
        />
      )}
    </Stack>
  );
}
