import { Paper, Skeleton, Stack, VisuallyHidden } from '@mantine/core';

const ROWS = ['first', 'second', 'third', 'fourth'] as const;

/** Stands where a list will be; `label` says to a screen reader what is loaded. */
export function ListSkeleton({ label }: { label: string }) {
  return (
    <Paper p="lg" role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      <Stack aria-hidden>
        <Skeleton height={28} width={180} />
        {ROWS.map((row) => (
          <Skeleton key={row} height={44} />
        ))}
      </Stack>
    </Paper>
  );
}
