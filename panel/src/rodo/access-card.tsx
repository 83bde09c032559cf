import { Button, Checkbox, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RodoDetails } from '../api/client.ts';
import { formatFileSize } from '../format/numbers.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { useDesk } from './desk.ts';
import { useFileAddress, useOrderPackage } from './use-rodo.ts';

/** The package of an access request: ordered, then downloaded. */
export function AccessCard({ request: { id, state, package: made } }: { request: RodoDetails }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const notices = useNotices();
  const [recordings, setRecordings] = useState(true);
  const fileAddress = useFileAddress(id);
  const isOperator = useDesk().pages === '/operator/rodo';
  const order = useOrderPackage(() => notices.done(t('rodo.access.ordered')));
  return (
    <Paper p="lg">
      <Stack gap="sm">
        <Title order={2}>{t('rodo.access.title')}</Title>
        <Text size="sm">{t('rodo.access.lead')}</Text>
        {made !== null && (
          <div>
            <Button
              component="a"
              href={fileAddress('package')}
              download
              leftSection={<Icon name="download" size={16} />}
            >
              {t('rodo.access.download', { size: formatFileSize(made.sizeBytes, language) })}
            </Button>
            <Text size="sm" c="dimmed" mt={4}>
              {t('rodo.access.until', { date: formatDate(made.expiresAt, language) })}
            </Text>
            {isOperator && made.withRecordings && (
              <Text size="sm" mt={4}>
                {t('rodo.access.grantNeeded')}
              </Text>
            )}
          </div>
        )}
        <Checkbox
          label={t('rodo.access.recordings')}
          description={t('rodo.access.recordingsHint')}
          checked={recordings}
          onChange={(event) => setRecordings(event.currentTarget.checked)}
        />
        <RequestFailed error={order.error} />
        <Group>
          <Button
            variant={made === null ? 'filled' : 'default'}
            disabled={state === 'working'}
            loading={order.isPending}
            onClick={() => order.mutate({ params: { path: { id } }, body: { recordings } })}
          >
            {t(state === 'done' ? 'rodo.access.again' : 'rodo.access.order')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
