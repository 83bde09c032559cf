import { ActionIcon, Alert, Button, Checkbox, NumberInput, PasswordInput, Select } from '@mantine/core';
import { Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Recording } from '../api/client.ts';
import { useRecordingRights } from '../calls/recording-rights.tsx';
import { mayListen, useSession } from '../session/session.ts';
import { CopyableCode } from '../ui/copyable.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { LinkList } from './link-list.tsx';
import { useMakeLink, useShareLinks, useSharing } from './use-share-links.ts';
import { useForm, useLoss } from '../ui/use-form.ts';

/** A tenant's users who may listen; not the operator's staff, by whatever grant. */
export function useMayShare(): boolean {
  const { user } = useSession();
  return mayListen(user);
}

/** Opens the dialog that makes a link to a recording. */
export function ShareButton({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Tooltip label={t('share.button')}>
        <ActionIcon color="gray" aria-label={t('share.button')} onClick={dialog.open}>
          <Icon name="share" />
        </ActionIcon>
      </Tooltip>
      <Dialog opened={opened} onClose={dialog.close} title={t('share.title')} size="xl">
        <ShareRecording recording={recording} onClose={dialog.close} />
      </Dialog>
    </>
  );
}

interface ShareProps {
  recording: Recording;
  onClose: () => void;
}

function ShareRecording({ recording, onClose }: ShareProps) {
  const { t } = useTranslation();
  const links = useShareLinks(recording.id).data?.links ?? [];
  return (
    <Stack>
      <NewLink recording={recording} onClose={onClose} />
      {links.length > 0 && (
        <>
          <Text fw={600}>{t('share.existing')}</Text>
          <LinkList links={links} />
        </>
      )}
    </Stack>
  );
}

/** The form, and then the link; or that links are forbidden. */
function NewLink({ recording, onClose }: ShareProps) {
  const { t } = useTranslation();
  const sharing = useSharing();
  const [url, setUrl] = useState<string | null>(null);
  if (sharing.data?.allowed === false) {
    return (
      <Alert color="amber" icon={<Icon name="warning" />}>
        {t('share.forbidden')}
      </Alert>
    );
  }
  if (url === null) return <ShareForm recording={recording} onMade={setUrl} onClose={onClose} />;
  return <ReadyLink url={url} onClose={onClose} />;
}

/** It is in the answer to this request only. */
function ReadyLink({ url, onClose }: { url: string; onClose: () => void }) {
  const { t } = useTranslation();
  useLoss(() => 'secret');
  return (
    <Stack gap="sm" align="flex-start">
      <Stack role="status" gap="xs" w="100%">
        <Text fw={600}>{t('share.ready')}</Text>
        <CopyableCode value={url} what={t('share.link')} size="sm" />
        <Text size="sm" c="dimmed">
          {t('share.readyHint')}
        </Text>
      </Stack>
      <Button onClick={onClose}>{t('share.readyClose')}</Button>
    </Stack>
  );
}

/** Hours. */
const PERIODS = ['24', '168', '720'] as const;
/** Limits of the API. */
const MIN_PASSWORD_CHARS = 6;
const MAX_LABEL_CHARS = 100;
const MAX_USES = 1000;

function ShareForm({ recording: { id }, onMade, onClose }: ShareProps & { onMade: (url: string) => void }) {
  const { t } = useTranslation();
  const rights = useRecordingRights();
  const make = useMakeLink(({ url }) => onMade(url));
  // The answer alone has the link.
  useLoss(() => (make.isPending ? 'secret' : null));
  const form = useForm<{
    label: string;
    validHours: string;
    password: string;
    maxUses: number | string;
    download: boolean;
  }>({
    initialValues: { label: '', validHours: '168', password: '', maxUses: '', download: false },
    validate: {
      password: ({ length }) =>
        length > 0 && length < MIN_PASSWORD_CHARS ? t('share.passwordShort', { chars: MIN_PASSWORD_CHARS }) : null,
    },
  });
  const submit = form.onSubmit(({ label, validHours, password, maxUses, download }) =>
    make.mutate({
      params: { path: { id } },
      body: {
        label: label.trim(),
        validHours: Number(validHours),
        password: password === '' ? null : password,
        maxUses: maxUses === '' ? null : Number(maxUses),
        download,
      },
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('share.lead')}</Text>
        <TextInput
          data-autofocus
          maxLength={MAX_LABEL_CHARS}
          label={t('share.labelField')}
          description={t('share.labelHint')}
          {...form.getInputProps('label')}
        />
        <Select
          allowDeselect={false}
          label={t('share.periodField')}
          data={PERIODS.map((value) => ({ value, label: t(`share.periods.${value}`) }))}
          {...form.getInputProps('validHours')}
        />
        <PasswordInput
          autoComplete="new-password"
          label={t('share.passwordField')}
          description={t('share.passwordHint')}
          {...form.getInputProps('password')}
        />
        <NumberInput
          min={1}
          max={MAX_USES}
          allowDecimal={false}
          clampBehavior="strict"
          label={t('share.maxUsesField')}
          description={t('share.maxUsesHint')}
          {...form.getInputProps('maxUses')}
        />
        {rights.download && (
          <Checkbox label={t('share.downloadField')} {...form.getInputProps('download', { type: 'checkbox' })} />
        )}
        <RequestFailed error={make.error} />
        <FormButtons onCancel={onClose} submit={t('share.make')} pending={make.isPending} />
      </Stack>
    </form>
  );
}
