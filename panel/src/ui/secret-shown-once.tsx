import { Alert, Button, Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyableCode } from './copyable-code.tsx';
import { Icon } from './icon.tsx';

interface SecretShownOnceProps {
  /** Null: the window is closed. */
  secret: string | null;
  /** What the secret is called, and what the person must do with it now. */
  texts: { readonly title: string; readonly name: string; readonly warning: string; readonly close: string };
  onClose: () => void;
}

/** The only place where a new secret is seen; a press beside the window does not lose it. */
export function SecretShownOnce({ secret, texts, onClose }: SecretShownOnceProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={secret !== null}
      onClose={onClose}
      title={texts.title}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      <Stack>
        <CopyableCode value={secret ?? ''} what={texts.name} size="lg" />
        <Alert icon={<Icon name="warning" />}>{texts.warning}</Alert>
        <Button onClick={onClose}>{texts.close}</Button>
      </Stack>
    </Modal>
  );
}
