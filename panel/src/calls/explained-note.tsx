import { Popover, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '../ui/icon.tsx';
import classes from './call-details.module.css';

interface ExplainedNoteProps {
  icon: IconName;
  text: string;
  /** Nothing is wrong. */
  isPlain?: boolean;
  /** Content of the popover. */
  children: ReactNode;
}

/** A short note with a popover that explains it. */
export function ExplainedNote({ icon, text, isPlain = false, children }: ExplainedNoteProps) {
  return (
    <Popover width={300} position="bottom-start" shadow="md" withArrow>
      <Popover.Target>
        <UnstyledButton className={classes.note} data-plain={isPlain || undefined} title={text}>
          <Icon name={icon} size={14} />
          <span>{text}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  );
}
