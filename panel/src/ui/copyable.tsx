import { ActionIcon, Alert, Button, CopyButton as Clipboard, Stack, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './copyable.module.css';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { useLoss } from './use-form.ts';

/** `warning` says that the secret must be saved now. */
interface SecretTexts {
  readonly name: string;
  readonly warning: string;
  readonly close: string;
}

interface SecretShownOnceProps {
  /** Null: the dialog is closed. */
  secret: string | null;
  texts: SecretTexts & { readonly title: string };
  onClose: () => void;
}

/** Dialog with a new secret, which is never shown again. A click outside the dialog does not close it; Esc asks. */
export function SecretShownOnce({ secret, texts, onClose }: SecretShownOnceProps) {
  return (
    <Dialog opened={secret !== null} onClose={onClose} title={texts.title} closeOnClickOutside={false}>
      <Secret secret={secret ?? ''} texts={texts} onClose={onClose} />
    </Dialog>
  );
}

interface SecretProps {
  secret: string;
  texts: SecretTexts;
  onClose: () => void;
}

/** A new secret in a dialog, which asks before it is closed otherwise than by the button below. */
export function Secret({ secret, texts, onClose }: SecretProps) {
  useLoss(() => 'secret');
  return (
    <Stack>
      <CopyableCode value={secret} what={texts.name} size="lg" />
      <Alert icon={<Icon name="warning" />}>{texts.warning}</Alert>
      <Button onClick={onClose}>{texts.close}</Button>
    </Stack>
  );
}

interface CopyableCodeProps {
  value: string;
  /** Name of the value, for screen readers. */
  what: string;
  /** `lg` for a secret that may be typed by hand. */
  size: 'sm' | 'lg';
}

/** A secret or a key with a button that copies it. */
export function CopyableCode({ value, what, size }: CopyableCodeProps) {
  return (
    <div className={classes.box} data-size={size}>
      <code>{value}</code>
      <CopyButton value={value} what={what} />
    </div>
  );
}

interface CopyButtonProps {
  value: string;
  /** Name of the value, for screen readers. */
  what: string;
  /** What is seen over the button, if not just that it copies. */
  hint?: string;
}

/** Copies a value to the clipboard. */
export function CopyButton({ value, what, hint }: CopyButtonProps) {
  const { t } = useTranslation();
  return (
    <Clipboard value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('copy.done') : (hint ?? t('copy.button'))}>
          <ActionIcon color={copied ? 'on' : 'gray'} onClick={copy} aria-label={t('copy.action', { what })}>
            <Icon name={copied ? 'check' : 'copy'} />
          </ActionIcon>
        </Tooltip>
      )}
    </Clipboard>
  );
}
