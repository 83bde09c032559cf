import { Alert, Anchor, Button, Group, List, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { formatFileSize } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { LOCALES } from '../i18n/language.ts';
import { ListSkeleton, RequestFailed } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { type CallSearch, searchTexts } from './call-search.ts';
import { forgetParts, keepParts, keptParts, progressOf, type ZipPart } from './zip-progress.ts';

/** More calls than fit into one ZIP: its parts, one after another, each a file that the browser can continue. */
export function ZipParts({ search }: { search: CallSearch }) {
  const [started, setStarted] = useState(0);
  const again = () => {
    forgetParts();
    setStarted((before) => before + 1);
  };
  return <Parts key={started} search={search} onAgain={again} />;
}

function Parts({ search, onAgain }: { search: CallSearch; onAgain: () => void }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const filter = new URLSearchParams(searchTexts(search)).toString();
  const [before] = useState(() => keptParts(filter));
  const [begun, setBegun] = useState<readonly string[]>(before?.begun ?? []);
  const totals = api.useQuery('get', '/api/v1/calls/totals', { params: { query: search } }, { retry: false });
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
      // What was found stays what it was: a part that is asked for again could have other calls.
      staleTime: Infinity,
      gcTime: 0,
      ...(before !== null && { initialData: pagesOf(before.parts) }),
    },
  );
  const found = parts.data?.pages;
  useEffect(() => {
    if (found !== undefined) keepParts({ filter, begun, parts: found });
  }, [filter, begun, found]);
  if (parts.isPending) return <ListSkeleton label={t('zip.loading')} />;
  const all = found ?? [];
  const download = (address: string) => {
    setBegun((known) => [...known.filter((one) => one !== address), address]);
    // The next one is ready when it is wanted.
    if (address === all.at(-1)?.address && parts.hasNextPage) void parts.fetchNextPage();
  };
  return (
    <Stack>
      <Text size="sm">{t('zip.parts.lead')}</Text>
      {before !== null && (
        <Alert icon={<Icon name="refresh" />}>
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{t('zip.parts.resumed')}</Text>
            <Button size="xs" variant="default" onClick={onAgain}>
              {t('zip.parts.again')}
            </Button>
          </Stack>
        </Alert>
      )}
      <PartsProgress found={all} begun={begun} totals={totals.data ?? null} />
      <RequestFailed error={parts.error} />
      <List spacing="xs" center>
        {all.map(({ address, recordings, sizeBytes }, index) => (
          <List.Item key={address} icon={<Icon name={begun.includes(address) ? 'check' : 'download'} size={16} />}>
            <Anchor href={address} download onClick={() => download(address)}>
              {t('zip.parts.part', {
                nth: index + 1,
                recordings: new Intl.NumberFormat(LOCALES[language]).format(recordings),
                size: formatFileSize(sizeBytes, language),
              })}
            </Anchor>
            {begun.includes(address) && <Text size="sm">{t('zip.parts.begun')}</Text>}
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

interface PartsProgressProps {
  found: readonly ZipPart[];
  begun: readonly string[];
  totals: { readonly calls: number; readonly recorded: number } | null;
}

function PartsProgress({ found, begun, totals }: PartsProgressProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const id = useId();
  const { parts, allParts, isExact, recordings, allRecordings, percent } = progressOf(found, begun, totals);
  const number = (value: number) => new Intl.NumberFormat(LOCALES[language]).format(value);
  return (
    <Stack gap={4}>
      <Text size="sm" id={id} aria-live="polite">
        {t(isExact ? 'zip.parts.progress' : 'zip.parts.progressAbout', {
          part: parts,
          parts: allParts,
          recordings: number(recordings),
          all: number(allRecordings),
        })}
      </Text>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-labelledby={id} />
      </Progress.Root>
    </Stack>
  );
}

function pagesOf(parts: readonly ZipPart[]) {
  const cursors: (string | null)[] = parts.map(({ nextCursor }) => nextCursor);
  return { pages: [...parts] as never[], pageParams: [null, ...cursors.slice(0, -1)] };
}
