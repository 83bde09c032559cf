import { Button, NativeSelect, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RECORD_FIELDS, RECORD_FORMATS, type RecordFormat, type Source } from '../api/client.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { CallRecordPreview } from './call-record-preview.tsx';
import { isTimeZone } from './time-zone.ts';
import { useChangeSource, usePreviewCallRecords } from './use-sources.ts';
import { useForm } from '../ui/use-form.ts';

/** Limit of the API. */
const MAX_PATH_CHARS = 128;

/** Form: the format of a source’s call records and where their fields are, and what its last records become by it. */
export function CallRecordsForm({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const change = useChangeSource(() => {
    notices.done(t('sources.saved'));
    onClose();
  });
  const preview = usePreviewCallRecords();
  const { format, fields } = source.callRecords;
  const form = useForm({
    initialValues: {
      format,
      timeZone: source.timeZone ?? '',
      ...Object.fromEntries(RECORD_FIELDS.map((field) => [field, fields[field] ?? ''])),
    } as Record<(typeof RECORD_FIELDS)[number] | 'timeZone', string> & { format: RecordFormat },
    validate: { timeZone: (zone) => (isTimeZone(zone) ? null : t('sources.timeZoneUnknown')) },
  });
  const params = { path: { id: source.id } };
  const body = () => {
    const { values } = form;
    const own = RECORD_FIELDS.map((field) => [field, values[field].trim()]).filter(([, path]) => path !== '');
    return {
      callRecords: { format: values.format, fields: Object.fromEntries(own) },
      timeZone: values.timeZone.trim() || null,
    };
  };
  const submit = form.onSubmit(() => {
    const { callRecords, timeZone } = body();
    // Each field of a change is an audit event.
    change.mutate({ params, body: { callRecords, ...(timeZone !== source.timeZone && { timeZone }) } });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NativeSelect
            data-autofocus
            label={t('callRecords.format')}
            data={RECORD_FORMATS.map((value) => ({ value, label: t(`callRecords.formats.${value}`) }))}
            {...form.getInputProps('format')}
          />
          <TextInput label={t('sources.timeZone')} placeholder="Europe/Warsaw" {...form.getInputProps('timeZone')} />
        </SimpleGrid>
        <div>
          <Title order={3}>{t('callRecords.places')}</Title>
          <Text size="sm" c="dimmed">
            {t('callRecords.placesHint')}
          </Text>
        </div>
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xs">
          {RECORD_FIELDS.map((field) => (
            <TextInput
              key={field}
              size="xs"
              maxLength={MAX_PATH_CHARS}
              label={t(`callRecords.fields.${field}`)}
              placeholder={t('callRecords.asFormat')}
              {...form.getInputProps(field)}
            />
          ))}
        </SimpleGrid>
        <RequestFailed error={change.error ?? preview.error} />
        <FormButtons onCancel={onClose} submit={t('sources.save')} pending={change.isPending}>
          <Button
            variant="light"
            loading={preview.isPending}
            onClick={() => !form.validate().hasErrors && preview.mutate({ params, body: body() })}
          >
            {t('callRecords.preview')}
          </Button>
        </FormButtons>
        {preview.data !== undefined && <CallRecordPreview requests={preview.data.requests} />}
      </Stack>
    </form>
  );
}
