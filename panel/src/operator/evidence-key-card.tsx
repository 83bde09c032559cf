import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type ResponseOf } from '../api/client.ts';
import { formatWhen } from '../format/when.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copyable.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { ListSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { useQuestion } from '../ui/question.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';

const KEYS = '/api/v1/evidence-keys';
type EvidenceKey = ResponseOf<typeof KEYS>['keys'][number];

/** The keys that sign evidence packs, or have; an administrator replaces the one in use. */
export function EvidenceKeyCard() {
  const { t } = useTranslation();
  const { user } = useSession();
  const keys = api.useQuery('get', KEYS);
  const rows = keys.data?.keys ?? [];
  return (
    <Card
      title={t('evidenceKey.title')}
      lead={t('evidenceKey.lead')}
      aside={mayDecideAsOperator(user) && rows.length > 0 && <ReplaceButton />}
      list={rows.length > 0}
    >
      {keys.isPending && <ListSkeleton label={t('evidenceKey.loading')} />}
      {keys.isError && <LoadError error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data !== undefined && rows.length === 0 && <Text c="dimmed">{t('evidenceKey.none')}</Text>}
      {rows.length > 0 && <KeyList keys={rows} />}
    </Card>
  );
}

function KeyList({ keys }: { keys: readonly EvidenceKey[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<EvidenceKey>[] = [
    {
      label: t('evidenceKey.columns.fingerprint'),
      cell: ({ fingerprint }) => (
        <Group gap={4} wrap="nowrap">
          <Text component="code" size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {fingerprint}
          </Text>
          <CopyButton value={fingerprint} what={t('evidenceKey.columns.fingerprint')} />
        </Group>
      ),
    },
    { label: t('evidenceKey.columns.madeAt'), cell: ({ madeAt }) => formatWhen(madeAt, language) },
    {
      label: t('evidenceKey.columns.state'),
      cell: ({ replacedAt }) =>
        replacedAt === null ? (
          <StatusBadge color="on" icon="check">
            {t('evidenceKey.inUse')}
          </StatusBadge>
        ) : (
          t('evidenceKey.replaced', { at: formatWhen(replacedAt, language) })
        ),
    },
  ];
  return <DataList label={t('evidenceKey.list')} columns={columns} rows={keys} rowKey={({ id }) => id} />;
}

function ReplaceButton() {
  const { t } = useTranslation();
  const notices = useNotices();
  const ask = useQuestion();
  const queryClient = useQueryClient();
  const replace = api.useMutation('post', '/api/v1/operator/evidence-keys', {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['get', KEYS] });
      notices.done(t('evidenceKey.done'));
    },
    onError: (error) => notices.failed(error),
  });
  const question = {
    title: t('evidenceKey.replaceTitle'),
    text: t('evidenceKey.replaceText'),
    confirm: t('evidenceKey.replace'),
  };
  return (
    <Button variant="default" loading={replace.isPending} onClick={() => ask(question, () => replace.mutate({}))}>
      {t('evidenceKey.replace')}
    </Button>
  );
}
