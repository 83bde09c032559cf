import { Badge, Code, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type PreviewedRecord, type PreviewedRequest, RECORD_FIELDS } from '../api/client.ts';
import { formatPhoneNumber } from '../format/numbers.ts';
import { formatDate, formatTime } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { EmptyMessage } from '../ui/feedback.tsx';

/** The last call records of a source as they were received, each beside what it becomes. */
export function CallRecordPreview({ requests }: { requests: readonly PreviewedRequest[] }) {
  const { t } = useTranslation();
  if (requests.length === 0)
    return <EmptyMessage icon="phone" title={t('callRecords.none.title')} text={t('callRecords.none.text')} />;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('callRecords.audited')}
      </Text>
      {requests.map((request) => (
        <Request key={`${request.at} ${request.text ?? ''}`} request={request} />
      ))}
    </Stack>
  );
}

function Request({ request }: { request: PreviewedRequest }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { at, contentType, total, refused, unreadable, text, records } = request;
  const when = { date: formatDate(at, language), time: formatTime(at, language) };
  return (
    <Stack gap="xs" role="group" aria-label={t('callRecords.requestOf', when)}>
      <Group gap="xs">
        <Title order={3}>{t('callRecords.requestOf', when)}</Title>
        <Text size="xs" c="dimmed">
          {contentType}
          {total > records.length && ` · ${t('callRecords.partOf', { shown: records.length, total })}`}
        </Text>
        {refused !== null && <Badge color="off">{t('callRecords.wholeRefused')}</Badge>}
      </Group>
      {unreadable !== null && (
        <Paper withBorder p="sm">
          <Text size="sm" c="off">
            {t('callRecords.unreadable', { reason: unreadable })}
          </Text>
          <Received text={text ?? ''} />
        </Paper>
      )}
      {unreadable === null && records.map((record, place) => <Record key={place} record={record} />)}
    </Stack>
  );
}

function Received({ text }: { text: string }) {
  return (
    <Code block fz="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {text}
    </Code>
  );
}

function Record({ record }: { record: PreviewedRecord }) {
  const { t } = useTranslation();
  const { fields, received } = record;
  return (
    <Paper withBorder p="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Stack gap={4}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {t('callRecords.asReceived')}
            </Text>
            {received !== null && (
              <Badge color={received.refused === null ? 'gray' : 'off'}>
                {t(
                  received.refused !== null
                    ? 'callRecords.wasRefused'
                    : received.skipped === undefined
                      ? 'callRecords.wasTaken'
                      : 'callRecords.wasSkipped',
                )}
              </Badge>
            )}
          </Group>
          <Received
            text={Object.entries(fields ?? {})
              .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
              .join('\n')}
          />
        </Stack>
        <Stack gap={4}>
          <Text size="sm" fw={600}>
            {t('callRecords.becomes')}
          </Text>
          <Becomes record={record} />
        </Stack>
      </SimpleGrid>
    </Paper>
  );
}

function Becomes({ record: { call, skipped, errors } }: { record: PreviewedRecord }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (skipped !== null) return <Text size="sm">{t(`callRecords.skipped.${skipped}`)}</Text>;
  if (call === null) return errors.map((error) => <Refusal key={`${error.field} ${error.message}`} error={error} />);
  const time = (at: string | null | undefined) =>
    at === undefined
      ? t('callRecords.unknown')
      : at === null
        ? '–'
        : `${formatDate(at, language)} ${formatTime(at, language)}`;
  const party = (number: string | null) => (number === null ? t('callRecords.withheld') : formatPhoneNumber(number));
  const lines = {
    startedAt: time(call.startedAt),
    answeredAt: time(call.answeredAt),
    endedAt: time(call.endedAt),
    caller: party(call.caller),
    callee: party(call.callee),
    direction: call.direction === null ? t('callRecords.byNumbers') : t(`callRecords.directions.${call.direction}`),
    externalId: call.externalId ?? '–',
  };
  return Object.entries(lines).map(([field, text]) => (
    <Text key={field} size="sm">
      {t(`callRecords.fields.${field as keyof typeof lines}`)}: <strong>{text}</strong>
    </Text>
  ));
}

function Refusal({ error: { field, sourceField, message } }: { error: PreviewedRecord['errors'][number] }) {
  const { t } = useTranslation();
  const own = RECORD_FIELDS.find((name) => name === field);
  return (
    <Text size="sm" c="off">
      <strong>{own === undefined ? field : t(`callRecords.fields.${own}`)}</strong>
      {sourceField !== undefined && <code> ({sourceField})</code>} {t('callRecords.because', { message })}
    </Text>
  );
}
