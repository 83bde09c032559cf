import { Popover, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { Icon } from '../ui/icon.tsx';
import type { IconName } from '../ui/icon-paths.ts';
import classes from './flag-note.module.css';

/** A flag in a few words; a press explains it. */
export function FlagNote({ flag }: { flag: Call['flags'][number] }) {
  const { t } = useTranslation();
  return (
    <ExplainedNote icon="info" text={t(`recording.flags.${flag}`)}>
      <Text size="sm">{t(`recording.flagDetails.${flag}`)}</Text>
    </ExplainedNote>
  );
}

interface ExplainedNoteProps {
  icon: IconName;
  text: string;
  /** What a press shows. */
  children: ReactNode;
}

export function ExplainedNote({ icon, text, children }: ExplainedNoteProps) {
  return (
    <Popover width={300} position="bottom-start" shadow="md" withArrow>
      <Popover.Target>
        <UnstyledButton className={classes.note}>
          <Icon name={icon} size={14} />
          {text}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  );
}
