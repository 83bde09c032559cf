import { Anchor, Button, Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { formatFileSize } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { ListSkeleton, RequestFailed } from '../ui/feedback.tsx';
import type { CallSearch } from './call-search.ts';

/** More calls than fit into one ZIP: its parts, one after another, each a file that the browser can continue. */
export function ZipParts({ search }: { search: CallSearch }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [downloaded, setDownloaded] = useState<readonly string[]>([]);
  const parts = api.useInfiniteQuery(
    'get',
    '/api/v1/recordings/zip/part',
    { params: { query: search } },
    {
      pageParamName: 'cursor',
      // Null is left out of the query.
      initialPageParam: null,
      getNextPageParam: (part) => part.nextCursor ?? undefined,
      retry: false,
    },
  );
  if (parts.isPending) return <ListSkeleton label={t('zip.loading')} />;
  const found = parts.data?.pages ?? [];
  return (
    <Stack>
      <Text size="sm">{t('zip.parts.lead')}</Text>
      <RequestFailed error={parts.error} />
      <List aria-live="polite">
        {found.map(({ address, recordings, sizeBytes }, index) => (
          <List.Item key={address}>
            <Anchor href={address} download onClick={() => setDownloaded((before) => [...before, address])}>
              {t('zip.parts.part', { nth: index + 1, recordings, size: formatFileSize(sizeBytes, language) })}
            </Anchor>
            {downloaded.includes(address) && <Text size="sm">{t('zip.parts.begun')}</Text>}
          </List.Item>
        ))}
      </List>
      {parts.hasNextPage && (
        <Group>
          <Button variant="light" loading={parts.isFetchingNextPage} onClick={() => void parts.fetchNextPage()}>
            {t('zip.parts.next')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
