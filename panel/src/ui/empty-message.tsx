import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-paths.ts';

interface EmptyMessageProps {
  icon: IconName;
  title: string;
  text: string;
  /** 1 where it is all there is on the page. */
  order?: 1 | 2;
  /** What can be done about it. */
  children?: ReactNode;
}

/** Fills a place that has nothing to show. */
export function EmptyMessage({ icon, title, text, order = 2, children }: EmptyMessageProps) {
  return (
    <Stack align="center" gap="xs" py={56} px="md" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light">
        <Icon name={icon} size={26} />
      </ThemeIcon>
      <Title order={order} mt="xs">
        {title}
      </Title>
      <Text c="dimmed" maw={420}>
        {text}
      </Text>
      {children}
    </Stack>
  );
}
