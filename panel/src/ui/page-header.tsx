import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { HelpButton } from '../help/help-button.tsx';
import classes from './page-header.module.css';

interface PageHeaderProps {
  title: string;
  lead?: string;
  /** Buttons for the whole page. */
  children?: ReactNode;
}

/** The heading of a page; it is the title of the browser's tab too. */
export function PageHeader({ title, lead, children }: PageHeaderProps) {
  const { t } = useTranslation();
  return (
    <Group className={classes.header} justify="space-between" gap="sm">
      <title>{`${title} · ${t('product.name')}`}</title>
      <div className={classes.text}>
        <Group gap={4} wrap="nowrap">
          <Title order={1}>{title}</Title>
          <HelpButton title={title} />
        </Group>
        {lead !== undefined && (
          <Text c="dimmed" size="sm" mt={2}>
            {lead}
          </Text>
        )}
      </div>
      {children !== undefined && (
        <Group className={classes.buttons} gap="sm">
          {children}
        </Group>
      )}
    </Group>
  );
}
