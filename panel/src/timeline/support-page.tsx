import { Button, Group, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemCode, type SupportTimeline } from '../api/client.ts';
import { formatFileSize } from '../format/numbers.ts';
import { formatDate, formatDay, formatTime } from '../format/warsaw-time.ts';
import { hasText, useLanguage } from '../i18n/i18n.ts';
import { recording } from '../i18n/pl/calls.ts';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { useTenants } from '../operator/use-operator.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { MissingCallFindings, MissingCallForm, type MissingCallSearch } from './missing-call.tsx';
import { TimelineView } from './timeline-view.tsx';

const route = getRouteApi('/signed-in/operator/where');
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** "Gdzie jest nagranie klienta?": for support, by an id, or for a customer by time and number. */
export function SupportTimelinePage() {
  const { t } = useTranslation();
  const { id = null, tenant = null } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (shown: string) =>
    void navigate({ search: { id: shown, ...(tenant !== null && { tenant }) }, replace: true });
  return (
    <Stack>
      <PageHeader title={t('timeline.support.title')} lead={t('timeline.support.lead')} />
      <Paper p="lg">
        <IdForm key={id} id={id} onShow={show} />
      </Paper>
      {id !== null && <Found id={id} />}
      <Paper p="lg">
        <Stack>
          <Title order={2} size="h4">
            {t('timeline.missing.title')}
          </Title>
          <CustomerSelect tenant={tenant} onTenant={(chosen) => void navigate({ search: { tenant: chosen } })} />
          {tenant !== null && <OfTenant key={tenant} tenant={tenant} onCall={show} />}
        </Stack>
      </Paper>
    </Stack>
  );
}

function IdForm({ id, onShow }: { id: string | null; onShow: (id: string) => void }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { id: id ?? '' },
    validate: { id: (text) => (UUID.test(text.trim()) ? null : t('timeline.support.idInvalid')) },
  });
  return (
    <form onSubmit={form.onSubmit((values) => onShow(values.id.trim().toLowerCase()))} noValidate>
      <Group align="flex-start">
        <TextInput
          label={t('timeline.support.id')}
          description={t('timeline.support.idHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          style={{ flex: '1 1 280px', maxWidth: 420 }}
          {...form.getInputProps('id')}
        />
        <Button type="submit" mt={{ base: 0, xs: 25 }}>
          {t('timeline.support.show')}
        </Button>
      </Group>
    </form>
  );
}

function Found({ id }: { id: string }) {
  const { t } = useTranslation();
  const found = api.useQuery(
    'get',
    '/api/v1/operator/calls/{id}/timeline',
    { params: { path: { id } } },
    { staleTime: 0, retry: false },
  );
  if (found.isPending) return <ListSkeleton label={t('timeline.loading')} />;
  if (found.data !== undefined) {
    return (
      <Paper p="lg">
        <Stack>
          <TimelineView timeline={found.data} audience="support" />
          <SupportFacts timeline={found.data} />
        </Stack>
      </Paper>
    );
  }
  if (problemCode(found.error) === 'not-found') return <Text role="status">{t('timeline.support.noneFound')}</Text>;
  return <LoadError error={found.error} onRetry={() => void found.refetch()} />;
}

/** What customers do not see: the PBX, its sessions, what recorders still have, why packages fail. */
function SupportFacts({ timeline: { source, sessions, stuck, packages } }: { timeline: SupportTimeline }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('timeline.support.sessions')}
      </Title>
      {source !== null && <Text size="sm">{t('timeline.support.source', { name: source.name })}</Text>}
      {sessions.length === 0 && <Text size="sm">{t('timeline.support.noSessions')}</Text>}
      {sessions.map(({ traceId, startedAt, result, status }) => (
        <Group key={traceId} gap="xs">
          <Text size="sm">
            {formatDate(startedAt, language)} {formatTime(startedAt, language)}
            {' · '}
            {result === 'recorded' || result === null
              ? t(result === null ? 'traces.undecided' : 'traces.recorded')
              : hasText(recording.noneBecause, result)
                ? t(`recording.noneBecause.${result}`)
                : result}
            {status !== null && ` · SIP ${status}`}
          </Text>
          <Button
            size="compact-xs"
            variant="light"
            renderRoot={(props) => (
              <Link to="/operator/traces" search={source === null ? {} : { source: source.id }} {...props} />
            )}
          >
            {t('timeline.missing.trace')}
          </Button>
        </Group>
      ))}
      {stuck.map(({ recordingId, recorderId, failures, error, spoolBytes }) => (
        <Text key={recordingId} size="sm">
          {t('timeline.support.stuck', {
            recorder: recorderId,
            failures,
            error,
            size: formatFileSize(spoolBytes, language),
          })}
        </Text>
      ))}
      {packages
        .filter(({ errorCode }) => errorCode !== null)
        .map(({ day, number, errorCode, errorDetail }) => (
          <Text key={`${day} ${number}`} size="sm">
            {t('timeline.support.packageError', {
              day: formatDay(day, language),
              code: errorCode ?? '',
              detail: errorDetail ?? '',
            })}
          </Text>
        ))}
    </Stack>
  );
}

/** Whose call it is: the numbers of a call are looked for in one company. */
function CustomerSelect({ tenant, onTenant }: { tenant: string | null; onTenant: (tenant: string) => void }) {
  const { t } = useTranslation();
  const tenants = useTenants();
  if (tenants.isError) return <LoadError error={tenants.error} onRetry={() => void tenants.refetch()} />;
  return (
    <Select
      searchable
      label={t('timeline.support.customer')}
      placeholder={t('timeline.support.chooseCustomer')}
      nothingFoundMessage={t('timeline.support.noCustomer')}
      loading={tenants.isPending}
      data={(tenants.data?.tenants ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={tenant}
      onChange={(chosen) => chosen !== null && onTenant(chosen)}
      allowDeselect={false}
      maw={420}
    />
  );
}

function OfTenant({ tenant, onCall }: { tenant: string; onCall: (id: string) => void }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState<MissingCallSearch | null>(null);
  const found = api.useQuery(
    'get',
    '/api/v1/operator/tenants/{id}/missing-call',
    { params: { path: { id: tenant }, query: search ?? { at: '' } } },
    { enabled: search !== null, staleTime: 0 },
  );
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('timeline.missing.lead')}
      </Text>
      <MissingCallForm loading={found.isFetching} error={found.error} onSearch={setSearch} />
      {found.data !== undefined && <MissingCallFindings answer={found.data} audience="support" onCall={onCall} />}
    </>
  );
}
