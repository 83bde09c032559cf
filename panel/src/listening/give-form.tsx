import { Button, NativeSelect, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { ListeningGrant } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { useUnsavedState } from '../ui/use-form.ts';
import { useGive } from './use-listening.ts';

/** The lengths offered, hours. */
const LENGTHS = [
  { hours: 1, name: 'listening.oneHour' },
  { hours: 4, name: 'listening.fourHours' },
  { hours: 24, name: 'listening.day' },
  { hours: 72, name: 'listening.threeDays' },
  { hours: 168, name: 'listening.week' },
] as const;

interface GiveProps {
  grant: ListeningGrant;
  defaultHours: number;
}

/** A button that asks for how long, and gives. */
export function GiveButton({ grant, defaultHours }: GiveProps) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button onClick={dialog.open}>{t('listening.give')}</Button>
      <Dialog opened={opened} onClose={dialog.close} title={t('listening.giveTitle')}>
        <GiveForm grant={grant} defaultHours={defaultHours} onClose={dialog.close} />
      </Dialog>
    </>
  );
}

function GiveForm({ grant: { id }, defaultHours, onClose }: GiveProps & { onClose: () => void }) {
  const { t } = useTranslation();
  const [hours, setHours] = useUnsavedState(defaultHours);
  const notices = useNotices();
  const give = useGive(() => {
    onClose();
    notices.done(t('listening.given'));
  });
  return (
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
        onCancel={onClose}
        submit={t('listening.give')}
        pending={give.isPending}
        onSubmit={() => give.mutate({ params: { path: { id } }, body: { hours } })}
      />
    </Stack>
  );
}
