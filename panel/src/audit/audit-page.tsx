import { Button, Group, Paper, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmptyMessage } from '../ui/empty-message.tsx';
import { Icon } from '../ui/icon.tsx';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { LoadError } from '../ui/load-error.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { AuditEvents } from './audit-events.tsx';
import { AUDIT_EXPORT, useAudit } from './use-audit.ts';

/** "Dziennik zdarzeń": who did what, to be read and taken away. */
export function AuditPage() {
  const { t } = useTranslation();
  const audit = useAudit();
  const events = audit.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Stack>
      <PageHeader title={t('audit.title')} lead={t('audit.lead')}>
        <Button
          component="a"
          variant="default"
          leftSection={<Icon name="download" size={16} />}
          href={AUDIT_EXPORT}
          download
        >
          {t('audit.export')}
        </Button>
      </PageHeader>
      {audit.isPending && <ListSkeleton label={t('audit.loading')} />}
      {audit.isError && <LoadError error={audit.error} onRetry={() => void audit.refetch()} />}
      {audit.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          {events.length === 0 ? (
            <EmptyMessage icon="log" title={t('audit.empty.title')} text={t('audit.empty.text')} />
          ) : (
            <AuditEvents events={events} />
          )}
        </Paper>
      )}
      {audit.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            {t('audit.more')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
