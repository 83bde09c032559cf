import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListeningGrant } from '../api/client.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { useGive } from './use-listening.ts';

/** The lengths offered, hours. */
const LENGTHS = [
  { hours: 1, name: 'listening.oneHour' },
  { hours: 4, name: 'listening.fourHours' },
  { hours: 24, name: 'listening.day' },
  { hours: 72, name: 'listening.threeDays' },
  { hours: 168, name: 'listening.week' },
] as const;

/** A button that asks for how long, and gives. */
export function GiveButton({ grant: { id }, defaultHours }: { grant: ListeningGrant; defaultHours: number }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const [hours, setHours] = useState(defaultHours);
  const notices = useNotices();
  const give = useGive(() => {
    dialog.close();
    notices.done(t('listening.given'));
  });
  return (
    <>
      <Button onClick={dialog.open}>{t('listening.give')}</Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('listening.giveTitle')}
        closeButtonProps={{ 'aria-label': t('dialog.close') }}
      >
        <Stack>
          <Text size="sm">{t('listening.giveText')}</Text>
          <NativeSelect
            data-autofocus
            label={t('listening.duration')}
            data={LENGTHS.map((length) => ({ value: String(length.hours), label: t(length.name) }))}
            value={String(hours)}
            onChange={(event) => setHours(Number(event.currentTarget.value))}
          />
          <RequestFailed error={give.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>
              {t('listening.cancel')}
            </Button>
            <Button loading={give.isPending} onClick={() => give.mutate({ params: { path: { id } }, body: { hours } })}>
              {t('listening.give')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
