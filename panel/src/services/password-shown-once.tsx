import { Alert, Button, Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../ui/copy-button.tsx';
import { Icon } from '../ui/icon.tsx';
import classes from './password-shown-once.module.css';

interface PasswordShownOnceProps {
  /** Null: the window is closed. */
  password: string | null;
  onClose: () => void;
}

/** The only place where a new password is seen; a press beside the window does not lose it. */
export function PasswordShownOnce({ password, onClose }: PasswordShownOnceProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={password !== null}
      onClose={onClose}
      title={t('services.ftp.readyTitle')}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      <Stack>
        <div className={classes.password}>
          <code>{password}</code>
          <CopyButton value={password ?? ''} what={t('services.ftp.password')} />
        </div>
        <Alert icon={<Icon name="warning" />}>{t('services.ftp.readyText')}</Alert>
        <Button onClick={onClose}>{t('services.ftp.readyClose')}</Button>
      </Stack>
    </Modal>
  );
}
