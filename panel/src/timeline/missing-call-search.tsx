import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { CallTimelineView } from './call-timeline.tsx';
import { MissingCallFindings, MissingCallForm, type MissingCallSearch as Search } from './missing-call.tsx';

/** Asks when the call was and says what is known of that time, as a customer sees it. */
export function MissingCallSearch({ initial }: { initial: { day?: string | undefined; number?: string | undefined } }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState<Search | null>(null);
  const [call, setCall] = useState<string | null>(null);
  const found = api.useQuery(
    'get',
    '/api/v1/missing-call',
    { params: { query: search ?? { at: '' } } },
    { enabled: search !== null, staleTime: 0 },
  );
  if (call !== null) {
    return (
      <Stack>
        <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'flex-start' }} onClick={() => setCall(null)}>
          ← {t('timeline.missing.title')}
        </Button>
        <CallTimelineView id={call} />
      </Stack>
    );
  }
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('timeline.missing.lead')}
      </Text>
      <MissingCallForm initial={initial} loading={found.isFetching} error={found.error} onSearch={setSearch} />
      {found.data !== undefined && (
        <MissingCallFindings answer={found.data} audience="customer" onCall={(id) => setCall(id)} />
      )}
    </Stack>
  );
}
