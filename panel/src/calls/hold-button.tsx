import { ActionIcon, Modal, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Call, Recording } from '../api/client.ts';
import { Icon } from '../ui/icon.tsx';
import { HoldForm } from './hold-form.tsx';

/** Opens the dialog that places a legal hold on a recording, changes it or lifts it. */
export function HoldButton({ call, recording }: { call: Call; recording: Recording }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const held = recording.hold !== null;
  const label = t(held ? 'hold.change' : 'hold.place');
  return (
    <>
      <Tooltip label={label}>
        <ActionIcon color={held ? 'amber' : 'gray'} aria-label={label} onClick={dialog.open}>
          <Icon name="shield" />
        </ActionIcon>
      </Tooltip>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('hold.title')}
        closeButtonProps={{ 'aria-label': t('dialog.close') }}
      >
        <HoldForm call={call} recording={recording} onClose={dialog.close} />
      </Modal>
    </>
  );
}
