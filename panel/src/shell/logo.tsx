import { Group, Text } from '@mantine/core';
import classes from './logo.module.css';

/** The product's logo and name. */
export function Logo({ size = 30 }: { size?: number }) {
  return (
    <Group gap={10} wrap="nowrap">
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect className={classes.tile} width="32" height="32" rx="9" />
        <path className={classes.bars} d="M8 14.5v3M13.3 10v12M18.7 6.5v19M24 12v8" />
      </svg>
      <Text component="span" className={classes.name}>
        Fonoteka
      </Text>
    </Group>
  );
}
