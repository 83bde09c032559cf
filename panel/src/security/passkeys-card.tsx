import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client, type Passkeys } from '../api/client.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Card } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { AskPassword, AskText } from './ask-text.tsx';
import { makePasskey } from './passkey.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

type Passkey = Passkeys['passkeys'][number];

/** The user's passkeys. Nothing where browsers allow none and there are none. */
export function PasskeysCard() {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const passkeys = api.useQuery('get', '/api/v1/account/passkeys');
  const { data } = passkeys;
  if (passkeys.isError) return <LoadError error={passkeys.error} onRetry={() => void passkeys.refetch()} />;
  if (data === undefined || (!data.available && data.passkeys.length === 0)) return null;
  return (
    <Card title={t('security.passkeys.title')} lead={t('security.passkeys.lead')}>
      <Stack>
        {data.passkeys.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} onRemove={() => setRemoving(passkey)} />
        ))}
        {data.available && (
          <Button onClick={() => setAdding(true)} style={{ alignSelf: 'start' }}>
            {t('security.passkeys.add')}
          </Button>
        )}
      </Stack>
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('security.passkeys.add')}>
        <AddPasskey onDone={() => setAdding(false)} />
      </Dialog>
      <Dialog opened={removing !== null} onClose={() => setRemoving(null)} title={t('security.passkeys.remove')}>
        {removing !== null && <RemovePasskey passkey={removing} onDone={() => setRemoving(null)} />}
      </Dialog>
    </Card>
  );
}

function PasskeyRow({ passkey, onRemove }: { passkey: Passkey; onRemove: () => void }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { name, createdAt, lastUsedAt } = passkey;
  const day = (at: string) => formatDate(at, language);
  return (
    <Group justify="space-between" wrap="nowrap">
      <div style={{ minWidth: 0 }}>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          {t('security.passkeys.added', { date: day(createdAt) })}
          {` · ${lastUsedAt === null ? t('security.passkeys.unused') : t('security.passkeys.used', { date: day(lastUsedAt) })}`}
        </Text>
      </div>
      <Button
        variant="default"
        size="xs"
        style={{ flexShrink: 0 }}
        leftSection={<Icon name="trash" size={16} />}
        onClick={onRemove}
        aria-label={t('security.passkeys.removeNamed', { name })}
      >
        {t('security.passkeys.removeShort')}
      </Button>
    </Group>
  );
}

/** Password, then the name and the browser's dialog, then the recovery codes if they are the first. */
function AddPasskey({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const reload = useReload();
  const begin = api.useMutation('post', '/api/v1/account/passkeys/challenge');
  const add = useMutation({
    mutationFn: async (name: string) => {
      const response = await makePasskey(begin.data);
      const { data, error } = await client.POST('/api/v1/account/passkeys', { body: { name, response } });
      if (data === undefined) throw error;
      return data;
    },
    onSuccess: async ({ recoveryCodes }) => {
      await reload();
      if (recoveryCodes === null) onDone();
    },
  });
  const codes = add.data?.recoveryCodes ?? null;
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (begin.data === undefined) {
    return <AskPassword request={begin} onSubmit={(password) => begin.mutate({ body: { password } })} />;
  }
  return (
    <AskText
      key="name"
      kind="name"
      label={t('security.passkeys.name')}
      error={add.error}
      pending={add.isPending}
      onSubmit={(name) => add.mutate(name)}
    >
      <Text size="sm">{t('security.passkeys.nameHint')}</Text>
    </AskText>
  );
}

function RemovePasskey({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const { t } = useTranslation();
  const reload = useReload();
  const remove = api.useMutation('post', '/api/v1/account/passkeys/{id}/remove', {
    onSuccess: async () => {
      await reload();
      onDone();
    },
  });
  return (
    <Stack>
      <Text size="sm">{t('security.passkeys.removeText', { name: passkey.name })}</Text>
      <AskPassword
        request={remove}
        onSubmit={(password) => remove.mutate({ params: { path: { id: passkey.id } }, body: { password } })}
      />
    </Stack>
  );
}

function useReload() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      (['/api/v1/account/passkeys', '/api/v1/account/security'] as const).map((path) =>
        queryClient.invalidateQueries({ queryKey: api.queryOptions('get', path).queryKey }),
      ),
    );
}
