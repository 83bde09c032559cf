import { Button, Divider, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PushSetup } from '../../api/client.ts';
import { refusedFields } from '../../api/problem.ts';
import { RequestFailed } from '../../ui/request-failed.tsx';
import { SecretShownOnce } from '../../ui/secret-shown-once.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import { useSaveTarget } from '../use-push.ts';
import { DeliveryFields } from './delivery-fields.tsx';
import { ServerFields } from './server-fields.tsx';
import { targetErrors } from './target-errors.ts';
import type { TargetForm } from './target-form.ts';
import { fieldOf, type TargetValues, valuesOf, wishOf } from './target-values.ts';
import { TryTarget } from './try-target.tsx';

interface TargetFormSheetProps {
  setup: PushSetup;
  /** Called when the target is saved, or the person leaves it as it was. */
  onDone: () => void;
}

/** The form of the target: the server, the package, the web hook; it can be tried before it is saved. */
export function TargetFormSheet({ setup, onDone }: TargetFormSheetProps) {
  const { t } = useTranslation();
  const form = useTargetForm(setup);
  const notices = useNotices();
  const [hookSecret, setHookSecret] = useState<string | null>(null);
  const finish = (): void => {
    notices.done(t('push.form.done'));
    onDone();
  };
  const save = useSaveTarget((secret) => (secret === null ? finish() : setHookSecret(secret)));
  const submit = form.onSubmit((values) =>
    save.mutate(
      { body: wishOf(values) },
      {
        onError: (error) => {
          const refused = refusedFields(error).map((field) => [fieldOf(field), t('push.form.errors.refused')]);
          form.setErrors(Object.fromEntries(refused));
        },
      },
    ),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Paper p="lg">
        <Stack gap="lg">
          <Part title={t('push.form.server')}>
            <ServerFields form={form} setup={setup} />
          </Part>
          <Part title={t('push.test.title')}>
            <TryTarget form={form} />
          </Part>
          <Part title={t('push.form.package')}>
            <DeliveryFields form={form} keepUndeliveredDays={setup.keepUndeliveredDays} />
          </Part>
          <Part title={t('push.form.hook')}>
            <HookField form={form} />
          </Part>
          <RequestFailed error={save.error} />
          <Group>
            <Button type="submit" loading={save.isPending}>
              {t('push.form.save')}
            </Button>
            <Button variant="default" onClick={onDone}>
              {t('push.form.cancel')}
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

function Part({ title, children }: { title: string; children: ReactNode }) {
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
