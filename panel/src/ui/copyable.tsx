import { ActionIcon, Alert, Button, CopyButton as Clipboard, Modal, Stack, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './copyable.module.css';
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

interface CopyableCodeProps {
  value: string;
  /** What it is called, for who copies it. */
  what: string;
  /** A secret to be typed off is larger than a line to be copied. */
  size: 'sm' | 'lg';
}

/** Something that is copied character by character: a secret, a key. */
export function CopyableCode({ value, what, size }: CopyableCodeProps) {
  return (
    <div className={classes.box} data-size={size}>
      <code>{value}</code>
      <CopyButton value={value} what={what} />
    </div>
  );
}

/** Puts a value on the clipboard; `what` names it to people who do not see what stands beside the button. */
export function CopyButton({ value, what }: { value: string; what: string }) {
  const { t } = useTranslation();
  return (
    <Clipboard value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('copy.done') : t('copy.button')}>
          <ActionIcon color={copied ? 'on' : 'gray'} onClick={copy} aria-label={t('copy.action', { what })}>
            <Icon name={copied ? 'check' : 'copy'} />
          </ActionIcon>
        </Tooltip>
      )}
    </Clipboard>
  );
}
