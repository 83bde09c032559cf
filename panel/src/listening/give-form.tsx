import { Button, NativeSelect, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListeningGrant } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
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
      <Dialog opened={opened} onClose={dialog.close} title={t('listening.giveTitle')}>
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
          <FormButtons
            onCancel={dialog.close}
            submit={t('listening.give')}
            pending={give.isPending}
            onSubmit={() => give.mutate({ params: { path: { id } }, body: { hours } })}
          />
        </Stack>
      </Dialog>
    </>
  );
}
