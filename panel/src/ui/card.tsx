import { Group, Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './card.module.css';

interface CardProps {
  title: string;
  lead?: ReactNode;
  /** At the right of the title. */
  aside?: ReactNode;
  /** The content is a list, which reaches the edges. */
  list?: boolean;
  children?: ReactNode;
}

/** A part of a page with its heading. */
export function Card({ title, lead, aside, list = false, children }: CardProps) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} className={classes.card} data-list={list}>
      <Group justify="space-between" className={classes.head}>
        <div className={classes.heading}>
          <Title order={2} id={id}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text size="sm" c="dimmed" mt={4} maw={680}>
              {lead}
            </Text>
          )}
        </div>
        {aside}
      </Group>
      {children}
    </Paper>
  );
}

/** What stands below the list of a card. */
export function CardFoot({ children }: { children: ReactNode }) {
  return <div className={classes.foot}>{children}</div>;
}
