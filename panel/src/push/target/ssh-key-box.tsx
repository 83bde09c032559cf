import { Button, Group, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import { CopyableCode } from '../../ui/copyable-code.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RequestFailed } from '../../ui/request-failed.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import { useNewPushKey } from '../use-push.ts';

/** Our SSH key: made by a press, its public part to be copied to the customer's server. */
export function SshKeyBox({ publicKey }: { publicKey: string | null }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const make = useNewPushKey(() => notices.done(t('push.form.keyMade')));
  const ask = () =>
    modals.openConfirmModal({
      title: t('push.form.remakeTitle'),
      children: <Text size="sm">{t('push.form.remakeText')}</Text>,
      labels: { confirm: t('push.form.remakeKey'), cancel: t('push.form.cancel') },
      confirmProps: { color: 'off' },
      onConfirm: () => make.mutate({}),
    });
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
