import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FileCredential } from '../api/client.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { NameField } from '../ui/name-field.tsx';
import { useQuestion } from '../ui/question.tsx';
import { PublicKeyField } from './credential-form.tsx';
import classes from './credential-keys.module.css';
import { useFileAccessDesk } from './desk.ts';
import { publicKeyError } from './public-key.ts';
import { useCredentialChanges } from './use-file-access.ts';
import { useForm } from '../ui/use-form.ts';

type Key = FileCredential['keys'][number];

/** The SSH keys of a credential; adds and removes them. */
export function CredentialKeys({ credential: { id, keys } }: { credential: FileCredential }) {
  const { t } = useTranslation();
  const { mayMake } = useFileAccessDesk();
  return (
    <Stack>
      <Text size="sm">{t('fileAccess.keys.lead')}</Text>
      {keys.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('fileAccess.keys.none')}
        </Text>
      ) : (
        <ul className={classes.keys} aria-label={t('fileAccess.keys.list')}>
          {keys.map((key) => (
            <KeyRow key={key.id} credentialId={id} sshKey={key} />
          ))}
        </ul>
      )}
      {mayMake && <AddKey credentialId={id} />}
    </Stack>
  );
}

function KeyRow({
  credentialId,
  sshKey: { id, type, fingerprint, label, addedAt },
}: {
  credentialId: string;
  sshKey: Key;
}) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { mayMake } = useFileAccessDesk();
  const notices = useNotices();
  const ask = useQuestion();
  const { removeKey } = useCredentialChanges();
  const name = label === '' ? type : label;
  const remove = () =>
    ask(
      {
        title: t('fileAccess.keys.removeTitle'),
        text: t('fileAccess.keys.removeText', { name }),
        confirm: t('fileAccess.keys.remove'),
      },
      () =>
        removeKey.mutate(
          { params: { path: { id: credentialId, keyId: id } } },
          {
            onSuccess: () => notices.done(t('fileAccess.keys.removed')),
            onError: (error) => notices.failed(error),
          },
        ),
    );
  return (
    <li className={classes.key}>
      <div>
        <strong>{name}</strong>{' '}
        <Text component="span" size="sm" c="dimmed">
          {type}, {t('fileAccess.keys.added', { date: formatDate(addedAt, language) })}
        </Text>
        <code>{fingerprint}</code>
      </div>
      {mayMake && (
        <Button
          size="xs"
          variant="light"
          color="off"
          aria-label={t('fileAccess.keys.removeOf', { name })}
          onClick={remove}
        >
          {t('fileAccess.keys.remove')}
        </Button>
      )}
    </li>
  );
}

function AddKey({ credentialId }: { credentialId: string }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const { addKey } = useCredentialChanges();
  const form = useForm({
    initialValues: { publicKey: '', label: '' },
    validate: {
      publicKey: (text) => {
        const error = publicKeyError(text);
        return error === null ? null : t(`fileAccess.form.${error}`);
      },
    },
  });
  const submit = form.onSubmit(({ publicKey, label }) =>
    addKey.mutate(
      {
        params: { path: { id: credentialId } },
        body: { publicKey: publicKey.trim(), label: label.trim() },
      },
      {
        onSuccess: () => {
          form.reset();
          notices.done(t('fileAccess.keys.done'));
        },
      },
    ),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <PublicKeyField {...form.getInputProps('publicKey')} />
        <NameField
          label={t('fileAccess.keys.label')}
          description={t('fileAccess.keys.labelHint')}
          {...form.getInputProps('label')}
        />
        <RequestFailed error={addKey.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={addKey.isPending}>
            {t('fileAccess.keys.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
