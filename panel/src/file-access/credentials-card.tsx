import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AddedFileCredential } from '../api/client.ts';
import { Card, CardFoot } from '../ui/card.tsx';
import { SecretShownOnce } from '../ui/copyable.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { EmptyMessage, ListSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { CredentialForm, type ReadyPassword } from './credential-form.tsx';
import { CredentialKeys } from './credential-keys.tsx';
import { CredentialList, RevokedList } from './credential-list.tsx';
import { useFileAccessDesk } from './desk.ts';
import { useCredentialChanges, useFileCredentials } from './use-file-access.ts';

/** What the dialogs are about. */
type Open = { readonly what: 'add' } | { readonly what: 'change' | 'keys'; readonly id: string };

/** The credentials, each with what it may do and its last use; makes, changes and revokes them. */
export function CredentialsCard() {
  const { t } = useTranslation();
  const { mayMake } = useFileAccessDesk();
  const [open, setOpen] = useState<Open | null>(null);
  const [ready, setReady] = useState<ReadyPassword | null>(null);
  const list = useFileCredentials();
  const all = list.data?.credentials ?? [];
  const usable = all.filter(({ revokedAt }) => revokedAt === null);
  const revoked = all.filter(({ revokedAt }) => revokedAt !== null);
  const close = () => setOpen(null);
  const { addKey } = useCredentialChanges();
  const notices = useNotices();
  const finish = ({ credential: { id, login }, password }: AddedFileCredential, publicKey: string | null) => {
    if (password !== null) setReady({ login, password });
    if (publicKey === null) return;
    addKey.mutate(
      { params: { path: { id } }, body: { publicKey, label: '' } },
      {
        onSuccess: () => notices.done(t('fileAccess.form.made')),
        // The credential is there, without a key: another one can be added in its dialog.
        onError: (error) => {
          notices.failed(error);
          setOpen({ what: 'keys', id });
        },
      },
    );
  };
  const chosen = open === null || open.what === 'add' ? undefined : all.find(({ id }) => id === open.id);
  return (
    <Card
      list
      title={t('fileAccess.credentials.title')}
      lead={t('fileAccess.credentials.lead')}
      aside={
        mayMake && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setOpen({ what: 'add' })}>
            {t('fileAccess.credentials.add')}
          </Button>
        )
      }
    >
      {list.isPending && <ListSkeleton label={t('fileAccess.loading')} />}
      {list.isError && <LoadError error={list.error} onRetry={() => void list.refetch()} />}
      {list.data !== undefined &&
        (usable.length === 0 ? (
          <EmptyMessage
            icon="key"
            title={t('fileAccess.credentials.empty.title')}
            text={t('fileAccess.credentials.empty.text')}
          />
        ) : (
          <CredentialList credentials={usable} onOpen={(what, { id }) => setOpen({ what, id })} />
        ))}
      {revoked.length > 0 && (
        <CardFoot>
          <Disclosure
            icon="archive"
            show={t('fileAccess.credentials.showRevoked', { count: revoked.length })}
            hide={t('fileAccess.credentials.hideRevoked')}
            mt={4}
          >
            {() => <RevokedList credentials={revoked} />}
          </Disclosure>
        </CardFoot>
      )}
      <Dialog
        opened={open?.what === 'add'}
        onClose={close}
        title={t('fileAccess.form.add')}
        closeOnClickOutside={false}
      >
        {open?.what === 'add' && (
          <CredentialForm credential={null} onClose={close} onAdded={finish} onPassword={setReady} />
        )}
      </Dialog>
      <Dialog
        opened={open?.what === 'change' && chosen !== undefined}
        onClose={close}
        title={t('fileAccess.form.edit', { login: chosen?.login ?? '' })}
      >
        {chosen !== undefined && (
          <CredentialForm credential={chosen} onClose={close} onAdded={finish} onPassword={setReady} />
        )}
      </Dialog>
      <Dialog
        opened={open?.what === 'keys' && chosen !== undefined}
        onClose={close}
        size="lg"
        title={t('fileAccess.keys.title', { login: chosen?.login ?? '' })}
      >
        {chosen !== undefined && <CredentialKeys credential={chosen} />}
      </Dialog>
      <SecretShownOnce
        secret={ready?.password ?? null}
        texts={{
          title: t('fileAccess.ready.title', { login: ready?.login ?? '' }),
          name: t('fileAccess.ready.name'),
          warning: t('fileAccess.ready.warning', { login: ready?.login ?? '' }),
          close: t('fileAccess.ready.close'),
        }}
        onClose={() => setReady(null)}
      />
    </Card>
  );
}
