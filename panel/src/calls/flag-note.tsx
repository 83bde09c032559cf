import { Popover, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './flag-note.module.css';

/** A flag in a few words; a press explains it. */
export function FlagNote({ flag }: { flag: Call['flags'][number] }) {
  const { t } = useTranslation();
  return (
    <Popover width={300} position="bottom-start" shadow="md" withArrow>
      <Popover.Target>
        <UnstyledButton className={classes.note}>
          <Icon name="info" size={14} />
          {t(`recording.flags.${flag}`)}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm">{t(`recording.flagDetails.${flag}`)}</Text>
      </Popover.Dropdown>
    </Popover>
  );
}
