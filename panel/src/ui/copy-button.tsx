import { ActionIcon, CopyButton as Clipboard, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

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
