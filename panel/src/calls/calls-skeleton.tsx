import { Paper, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Stands where the first page of calls will be. */
export function CallsSkeleton() {
  const { t } = useTranslation();
  return (
    <Paper p="md" role="status">
      <VisuallyHidden>{t('calls.loading')}</VisuallyHidden>
      <Stack gap="lg" aria-hidden>
        {ROWS.map((row) => (
          <Skeleton key={row} height={26} radius="sm" />
        ))}
      </Stack>
    </Paper>
  );
}
