import { Button, Code, Group, NativeSelect, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type SessionTrace, traceAddress, TRACE_REASONS, type TraceReason } from '../api/client.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';

/** The messages of a session without names and numbers, and files of them; for administrators with names, for a reason. */
export function TraceWindow({ trace, onClose }: { trace: SessionTrace | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <Dialog opened={trace !== null} onClose={onClose} size="xl" title={t('traces.window')}>
      {trace !== null && (
        <Stack>
          <Text size="sm">{t('traces.masked')}</Text>
          <Messages id={trace.id} />
          <Group>
            <FileButton id={trace.id} format="text" />
            <FileButton id={trace.id} format="pcap" />
          </Group>
          {mayDecideAsOperator(user) && <FullTrace id={trace.id} />}
        </Stack>
      )}
    </Dialog>
  );
}

function Messages({ id }: { id: string }) {
  const { t } = useTranslation();
  const messages = api.useQuery('get', '/api/v1/operator/session-traces/{id}/messages', {
    params: { path: { id }, query: { format: 'text' } },
    parseAs: 'text',
  });
  if (messages.isPending) return <ListSkeleton label={t('traces.loading')} />;
  if (messages.data === undefined) return <LoadError error={messages.error} onRetry={() => void messages.refetch()} />;
  return (
    <ScrollArea.Autosize mah="50vh" viewportProps={{ tabIndex: 0, 'aria-label': t('traces.window') }}>
      <Code block fz="xs">
        {messages.data}
      </Code>
    </ScrollArea.Autosize>
  );
}

function FileButton({ id, format, reason }: { id: string; format: 'text' | 'pcap'; reason?: TraceReason }) {
  const { t } = useTranslation();
  const href = traceAddress(id, format, reason);
  return (
    <Button
      component="a"
      href={href}
      download
      size="xs"
      variant="light"
      {...(reason !== undefined && { color: 'off' })}
      leftSection={<Icon name="download" size={16} />}
    >
      {t(reason === undefined ? `traces.files.${format}` : `traces.fullFiles.${format}`)}
    </Button>
  );
}

/** Each download is an event of the customer's audit log. */
function FullTrace({ id }: { id: string }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState<TraceReason | ''>('');
  return (
    <Stack gap="xs">
      <Title order={3}>{t('traces.full.title')}</Title>
      <Text size="sm" c="dimmed">
        {t('traces.full.lead')}
      </Text>
      <NativeSelect
        label={t('traces.full.reason')}
        data={[
          { value: '', label: t('traces.full.choose') },
          ...TRACE_REASONS.map((value) => ({ value, label: t(`traces.reasons.${value}`) })),
        ]}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value as TraceReason | '')}
      />
      {reason !== '' && (
        <Group>
          <FileButton id={id} format="text" reason={reason} />
          <FileButton id={id} format="pcap" reason={reason} />
        </Group>
      )}
    </Stack>
  );
}
