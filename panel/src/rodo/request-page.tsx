import { Alert, Anchor, Button, Checkbox, Paper, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RodoDetails } from '../api/client.ts';
import { formatPhoneNumber } from '../format/numbers.ts';
import { formatDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { AccessCard } from './access-card.tsx';
import { CloseButton } from './close-request.tsx';
import { useDesk } from './desk.ts';
import { ErasureCard } from './erasure-card.tsx';
import { PreviewView } from './preview-view.tsx';
import { RequestBadge } from './rodo-page.tsx';
import { usePreview, useRelease, useRequest } from './use-rodo.ts';

export function RodoRequestPage() {
  const { id } = useParams({ from: '/signed-in/account/rodo/$id' });
  return <RequestPage id={id} />;
}

/** One request: what the service has, what can be done, and what was done. `tenantNames`: by id, for the operator. */
export function RequestPage({ id, tenantNames }: { id: string; tenantNames?: ReadonlyMap<string, string> }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const request = useRequest(id);
  return (
    <Stack maw={900}>
      <Anchor renderRoot={(props) => <Link to={desk.pages} {...props} />}>← {t('rodo.back')}</Anchor>
      <Heading request={request.data} />
      {request.isPending && <ListSkeleton label={t('rodo.loading')} />}
      {request.isError && <LoadError error={request.error} onRetry={() => void request.refetch()} />}
      {request.data !== undefined && (
        <Request request={request.data} tenantName={tenantNames?.get(request.data.tenantId)} />
      )}
    </Stack>
  );
}

/** A number stays on one line. */
const NBSP = '\u00a0';

/** One element, whether the request is loaded or not: it may have the focus. */
function Heading({ request }: { request: RodoDetails | undefined }) {
  const { t } = useTranslation();
  if (request === undefined) return <PageHeader title={t('rodo.title')} />;
  const { kind, number, maskedNumber, note } = request;
  const shownNumber = number === null ? maskedNumber : formatPhoneNumber(number);
  return (
    <PageHeader title={`${t(`rodo.headings.${kind}`)}: ${shownNumber.replaceAll(' ', NBSP)}`} lead={note}>
      <RequestBadge request={request} />
    </PageHeader>
  );
}

interface RequestProps {
  request: RodoDetails;
  /** For the operator. */
  tenantName: string | undefined;
}

function Request({ request, tenantName }: RequestProps) {
  const { t } = useTranslation();
  const { id, kind, state } = request;
  const [isShown, setShown] = useState(false);
  const preview = usePreview(id, isShown && state !== 'closed');
  return (
    <>
      <Summary request={request} tenantName={tenantName} />
      {state === 'awaiting-release' && <ReleaseCard request={request} />}
      {state !== 'closed' && (
        <Paper p="lg">
          <Stack gap="sm" align="flex-start">
            <Title order={2}>{t('rodo.preview.title')}</Title>
            {!isShown && (
              <>
                <Text size="sm">{t('rodo.preview.audited')}</Text>
                <Button variant="default" leftSection={<Icon name="search" size={16} />} onClick={() => setShown(true)}>
                  {t('rodo.preview.show')}
                </Button>
              </>
            )}
            {preview.isLoading && <ListSkeleton label={t('rodo.preview.loading')} />}
            {preview.isError && <LoadError error={preview.error} onRetry={() => void preview.refetch()} />}
            {preview.data !== undefined && <PreviewView kind={kind} preview={preview.data} />}
          </Stack>
        </Paper>
      )}
      {kind === 'access' && state !== 'closed' && <AccessCard request={request} />}
      {kind === 'erasure' && <ErasureCard request={request} conflicts={preview.data?.conflicts} />}
      {state !== 'closed' && state !== 'working' && <CloseButton request={request} />}
    </>
  );
}

function Summary({ request, tenantName }: RequestProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { receivedOn, dueOn, openedBy, orderedBy, releasedBy, failure, state } = request;
  const days = { received: formatDay(receivedOn, language), due: formatDay(dueOn, language) };
  return (
    <Paper p="lg">
      {tenantName !== undefined && <Text fw={600}>{t('rodo.summary.tenant', { name: tenantName })}</Text>}
      <Text fw={600}>{t('rodo.summary.received', days)}</Text>
      <Text size="sm">{t('rodo.summary.opened', { by: openedBy })}</Text>
      {orderedBy !== null && <Text size="sm">{t('rodo.summary.ordered', { by: orderedBy })}</Text>}
      {releasedBy !== null && <Text size="sm">{t('rodo.summary.released', { by: releasedBy })}</Text>}
      {state === 'closed' && <Text size="sm">{t('rodo.summary.closed')}</Text>}
      {state === 'working' && (
        <Text size="sm" role="status">
          {t(failure === null ? 'rodo.summary.working' : 'rodo.summary.failure')}
        </Text>
      )}
    </Paper>
  );
}

function ReleaseCard({ request: { id, kind, orderedBy } }: { request: RodoDetails }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const [understood, setUnderstood] = useState(kind === 'access');
  const release = useRelease(() => notices.done(t('rodo.release.done')));
  return (
    <Alert color="amber" icon={<Icon name="users" />}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('rodo.release.text', { by: orderedBy ?? '' })}</Text>
        {kind === 'erasure' && (
          <Checkbox
            label={t('rodo.erasure.understood')}
            checked={understood}
            onChange={(event) => setUnderstood(event.currentTarget.checked)}
          />
        )}
        <RequestFailed error={release.error} />
        <Button
          loading={release.isPending}
          disabled={!understood}
          onClick={() => release.mutate({ params: { path: { id } } })}
        >
          {t('rodo.release.button')}
        </Button>
      </Stack>
    </Alert>
  );
}
