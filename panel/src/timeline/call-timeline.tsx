import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { useSession } from '../session/session.ts';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { TimelineView } from './timeline-view.tsx';

/** The way of a call's recording, as a customer sees it. */
export function CallTimelineView({ id }: { id: string }) {
  const { t } = useTranslation();
  const { rights } = useSession().user;
  const found = api.useQuery('get', '/api/v1/calls/{id}/timeline', { params: { path: { id } } }, { staleTime: 0 });
  if (found.isPending) return <ListSkeleton label={t('timeline.loading')} />;
  if (found.data === undefined) return <LoadError error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        {t('timeline.lead')}
      </Text>
      <TimelineView timeline={found.data} audience="customer" />
      {found.data.verdict === 'available' && rights.includes('download') && <EvidenceLink id={id} />}
    </>
  );
}

/** The pack that proves what the recording is. */
function EvidenceLink({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Button
        component="a"
        mt="md"
        variant="light"
        leftSection={<Icon name="shield" size={16} />}
        href={`/api/v1/calls/${id}/evidence`}
        download
      >
        {t('timeline.evidence')}
      </Button>
      <Text size="xs" c="dimmed" mt={4}>
        {t('timeline.evidenceHint')}
      </Text>
    </>
  );
}
