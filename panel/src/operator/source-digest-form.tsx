import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source } from '../api/client.ts';
import { Secret } from '../ui/copyable.tsx';
import { RequestFailed } from '../ui/feedback.tsx';
import { useRemoveSourceDigest, useSetSourceDigest } from './use-sources.ts';
import { useForm, useLoss } from '../ui/use-form.ts';

/** Form: by which user name a source signs in over SIP. Its secret is shown once, in place of the form. */
export function SourceDigestForm({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useTranslation();
  const [secret, setSecret] = useState<string | null>(null);
  const set = useSetSourceDigest((made) => {
    form.resetDirty();
    setSecret(made.secret);
  });
  const remove = useRemoveSourceDigest(onClose);
  // The answer alone has the new secret; the old one is not valid any more.
  useLoss(() => (set.isPending ? 'secret' : null));
  const params = { path: { id: source.id } };
  const form = useForm({
    initialValues: { user: source.digestUser ?? '' },
    validate: { user: (user) => (user.trim() === '' ? t('sources.digest.userRequired') : null) },
  });
  if (secret !== null) {
    const texts = {
      name: t('sources.digest.secret'),
      warning: t('sources.digest.shownOnce'),
      close: t('sources.keyReady.close'),
    };
    return <Secret secret={secret} texts={texts} onClose={onClose} />;
  }
  return (
    <form onSubmit={form.onSubmit(({ user }) => set.mutate({ params, body: { user: user.trim() } }))} noValidate>
      <Stack>
        <Text size="sm">{t('sources.digest.lead')}</Text>
        <TextInput data-autofocus required label={t('sources.digest.user')} {...form.getInputProps('user')} />
        <RequestFailed error={set.error ?? remove.error} />
        <Group justify="flex-end">
          {source.digestUser !== null && (
            <Button variant="light" color="off" loading={remove.isPending} onClick={() => remove.mutate({ params })}>
              {t('sources.digest.off')}
            </Button>
          )}
          <Button type="submit" loading={set.isPending}>
            {t('sources.digest.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
