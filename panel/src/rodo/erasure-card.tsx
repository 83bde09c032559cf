import { Alert, Button, Checkbox, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RodoDetails, RodoPreview } from '../api/client.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { useAnswer, useErase, useFileAddress } from './use-rodo.ts';

interface ErasureCardProps {
  request: RodoDetails;
  /** Undefined until somebody has looked at the preview. */
  conflicts: RodoPreview['conflicts'] | undefined;
}

/** An erasure: ordered once the conflicts were seen and accepted, then its answer. */
export function ErasureCard({ request, conflicts }: ErasureCardProps) {
  const { t } = useTranslation();
  return (
    <Paper p="lg">
      <Stack gap="sm">
        <Title order={2}>{t('rodo.erasure.title')}</Title>
        <Answer request={request} />
        {request.state !== 'closed' && request.state !== 'working' && (
          <>
            <Alert color="off" icon={<Icon name="warning" />}>
              {t('rodo.erasure.lead')}
            </Alert>
            {conflicts === undefined ? (
              <Text size="sm">{t('rodo.erasure.first')}</Text>
            ) : (
              <OrderForm request={request} conflicts={conflicts} />
            )}
          </>
        )}
      </Stack>
    </Paper>
  );
}

function OrderForm({
  request: { id, state },
  conflicts,
}: {
  request: RodoDetails;
  conflicts: RodoPreview['conflicts'];
}) {
  const { t } = useTranslation();
  const notices = useNotices();
  const [accepted, setAccepted] = useState<RodoPreview['conflicts'][number]['kind'][]>([]);
  const [understood, setUnderstood] = useState(false);
  const erase = useErase(() => notices.done(t('rodo.erasure.ordered')));
  const toAccept = conflicts.filter(({ effect }) => effect === 'accept');
  const isPossible = conflicts.every(({ effect }) => effect !== 'refused');
  return (
    <>
      {toAccept.map(({ kind, count }) => (
        <Checkbox
          key={kind}
          label={t(`rodo.conflicts.${kind}`, { count })}
          checked={accepted.includes(kind)}
          onChange={(event) =>
            setAccepted(event.currentTarget.checked ? [...accepted, kind] : accepted.filter((one) => one !== kind))
          }
        />
      ))}
      <Checkbox
        label={t('rodo.erasure.understood')}
        checked={understood}
        onChange={(event) => setUnderstood(event.currentTarget.checked)}
      />
      <RequestFailed error={erase.error} />
      <Group>
        <Button
          color="off"
          leftSection={<Icon name="trash" size={16} />}
          disabled={!isPossible || !understood || accepted.length < toAccept.length}
          loading={erase.isPending}
          onClick={() => erase.mutate({ params: { path: { id } }, body: { accepted } })}
        >
          {t(state === 'done' ? 'rodo.erasure.again' : 'rodo.erasure.order')}
        </Button>
      </Group>
    </>
  );
}

/** What was done, with the page to print. */
function Answer({ request: { id, state, outcome } }: { request: RodoDetails }) {
  const { t } = useTranslation();
  const fileAddress = useFileAddress(id);
  const answer = useAnswer(id, state === 'done' || outcome === 'fulfilled');
  if (answer.data === undefined || typeof answer.data === 'string') return null;
  return (
    <Group>
      <Text fw={600}>{t('rodo.erasure.done', answer.data.done)}</Text>
      <Button
        component="a"
        variant="default"
        target="_blank"
        href={fileAddress('answer?format=text')}
        leftSection={<Icon name="print" size={16} />}
      >
        {t('rodo.erasure.answer')}
      </Button>
    </Group>
  );
}
