import { Button, Divider, Group, MultiSelect, Stack, Switch, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addMonths, firstDayOf, monthOf, warsawDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayManageUsers, useSession } from '../session/session.ts';
import { Card } from '../ui/card.tsx';
import { MonthInput } from '../ui/date-input.tsx';
import { ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { wholeMonth } from './period.ts';
import { type ReportSettings, useReportSettings, useSaveReportSettings } from './use-statistics.ts';

/** Limit of the API. */
const MAX_RECIPIENTS = 20;

/** The statistics of a month as a PDF: to be downloaded, and who gets it by mail. */
export function ReportCard() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { user } = useSession();
  const today = warsawDay(new Date());
  const [month, setMonth] = useState(() => addMonths(monthOf(today), -1));
  const query = new URLSearchParams({ ...wholeMonth(month, today), language });
  return (
    <Card title={t('statistics.report.title')} lead={t('statistics.report.lead')}>
      <Stack>
        <Group align="flex-end" gap="sm">
          <MonthInput
            w={200}
            label={t('statistics.columns.month')}
            value={firstDayOf(month)}
            maxDate={today}
            onChange={(chosen) => setMonth(chosen === null ? month : monthOf(chosen))}
          />
          <Button
            component="a"
            variant="default"
            leftSection={<Icon name="download" size={16} />}
            href={`/api/v1/calls/statistics/pdf?${query.toString()}`}
            download
          >
            {t('statistics.report.download')}
          </Button>
        </Group>
        {mayManageUsers(user) && user.numbers === null && (
          <>
            <Divider />
            <Recipients />
          </>
        )}
      </Stack>
    </Card>
  );
}

/** For those who manage users. */
function Recipients() {
  const { t } = useTranslation();
  const settings = useReportSettings();
  if (settings.data !== undefined) return <RecipientsForm settings={settings.data} />;
  return settings.isError ? (
    <LoadError error={settings.error} onRetry={() => void settings.refetch()} />
  ) : (
    <ListSkeleton label={t('statistics.report.loading')} />
  );
}

function RecipientsForm({ settings: { enabled, userIds, candidates } }: { settings: ReportSettings }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const save = useSaveReportSettings();
  const form = useForm({
    initialValues: {
      enabled,
      // Somebody may have lost the right to it since.
      userIds: userIds.filter((id) => candidates.some((one) => one.id === id)),
    },
    validate: {
      userIds: (chosen, all) => (all.enabled && chosen.length === 0 ? t('statistics.report.noRecipients') : null),
    },
  });
  const submit = form.onSubmit((body) =>
    save.mutate(
      { body },
      {
        onSuccess: () => {
          form.resetDirty();
          notices.done(t(body.enabled ? 'statistics.report.savedOn' : 'statistics.report.savedOff'));
        },
      },
    ),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Switch
          label={t('statistics.report.enabled')}
          description={t('statistics.report.enabledHint')}
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        {candidates.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('statistics.report.noCandidates')}
          </Text>
        ) : (
          <MultiSelect
            searchable
            // The list would cover the button below.
            comboboxProps={{ position: 'top' }}
            maw={680}
            maxValues={MAX_RECIPIENTS}
            label={t('statistics.report.recipients')}
            description={t('statistics.report.recipientsHint')}
            nothingFoundMessage={t('statistics.report.nobody')}
            data={candidates.map(({ id, login, email }) => ({ value: id, label: `${login} (${email})` }))}
            {...form.getInputProps('userIds')}
          />
        )}
        <RequestFailed error={save.error} />
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {t('statistics.report.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
