import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface StatusBadgeProps {
  color: 'on' | 'off' | 'gray' | 'brand' | 'amber';
  icon: IconName;
  size?: 'md' | 'lg';
  children: ReactNode;
}

/** A state as a word, an icon and a colour: colour alone is not enough (WCAG 1.4.1). */
export function StatusBadge({ color, icon, size = 'lg', children }: StatusBadgeProps) {
  return (
    <Badge
      size={size}
      variant="light"
      color={color}
      tt="none"
      styles={{ root: { flexShrink: 0 }, label: { overflow: 'visible' } }}
      leftSection={<Icon name={icon} size={14} />}
    >
      {children}
    </Badge>
  );
}
