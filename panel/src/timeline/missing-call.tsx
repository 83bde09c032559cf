import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MissingCall } from '../api/client.ts';
import { formatDate, formatTime } from '../format/warsaw-time.ts';
import { hasText, useLanguage } from '../i18n/i18n.ts';
import { pl } from '../i18n/pl.ts';
import { DateInput } from '../ui/date-input.tsx';
import { RequestFailed } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { timeInWarsaw } from './time-in-warsaw.ts';
import type { Audience } from './timeline-view.tsx';

export interface MissingCallSearch {
  readonly at: string;
  readonly number?: string;
}

interface MissingCallFormProps {
  /** A day and a number that are known already. */
  initial?: { day?: string | undefined; number?: string | undefined };
  loading: boolean;
  error: unknown;
  onSearch: (search: MissingCallSearch) => void;
}

/** When was the call, and with whom? */
export function MissingCallForm({ initial = {}, loading, error, onSearch }: MissingCallFormProps) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { day: initial.day ?? null, time: '', number: initial.number ?? '' },
    validate: {
      day: (day) => (day === null ? t('timeline.missing.dayRequired') : null),
      time: (time) => (timeInWarsaw('2026-01-01', time) === null ? t('timeline.missing.timeRequired') : null),
      number: (number) =>
        number.trim() !== '' && number.replace(/\D/g, '').length < 3 ? t('filters.numberTooShort') : null,
    },
  });
  const submit = form.onSubmit(({ day, time, number }) => {
    const at = day === null ? null : timeInWarsaw(day, time);
    if (at !== null) onSearch({ at, ...(number.trim() !== '' && { number: number.trim() }) });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          <DateInput label={t('timeline.missing.day')} maxDate={new Date()} {...form.getInputProps('day')} />
          <TextInput
            label={t('timeline.missing.time')}
            placeholder={t('timeline.missing.timeHint')}
            inputMode="numeric"
            {...form.getInputProps('time')}
          />
          <TextInput label={t('timeline.missing.number')} inputMode="tel" {...form.getInputProps('number')} />
        </SimpleGrid>
        <Button type="submit" loading={loading} style={{ alignSelf: 'flex-start' }}>
          {t('timeline.missing.check')}
        </Button>
        <RequestFailed error={error} />
      </Stack>
    </form>
  );
}

interface FindingsProps {
  answer: MissingCall;
  audience: Audience;
  /** A call that was found. */
  onCall: (id: string) => void;
}

/** What is known of that time: calls that match, and why others may be missing. */
export function MissingCallFindings({ answer, audience, onCall }: FindingsProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { calls, findings } = answer;
  return (
    <Stack gap="md" aria-live="polite">
      <Text fw={600}>
        {calls.length === 0 ? t('timeline.missing.none') : t('timeline.missing.found', { count: calls.length })}
      </Text>
      {calls.length > 0 && (
        <Group gap="xs">
          {calls.map(({ id, startedAt, direction }) => (
            <Button
              key={id}
              variant="default"
              size="xs"
              leftSection={<Icon name={direction} size={14} />}
              onClick={() => onCall(id)}
            >
              {formatDate(startedAt, language)} {formatTime(startedAt, language)}
            </Button>
          ))}
        </Group>
      )}
      <Stack component="ul" gap="sm" m={0} pl={0} style={{ listStyle: 'none' }}>
        {findings.map((finding) => (
          <li key={`${finding.reason} ${finding.detail}`}>
            <Finding finding={finding} audience={audience} />
          </li>
        ))}
      </Stack>
    </Stack>
  );
}

interface FindingProps {
  finding: MissingCall['findings'][number];
  audience: Audience;
}

function Finding({ finding: { reason, count, at, detail, traceId }, audience }: FindingProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const named =
    detail !== null && hasText(pl.recording.noneBecause, detail) ? t(`recording.noneBecause.${detail}`) : detail;
  const values = {
    count: count ?? 0,
    at: at === null ? '' : `${formatDate(at, language)} ${formatTime(at, language)}`,
    detail: named ?? '',
  };
  const advice = adviceOf(reason, audience);
  return (
    <>
      <Text size="sm" fw={600}>
        {t(`timeline.missing.findings.${reason}.title`, values)}
      </Text>
      {advice !== null && (
        <Text size="sm">
          {t(audience === 'customer' ? 'timeline.what' : 'timeline.whatSupport')}: {t(advice, values)}
        </Text>
      )}
      {traceId !== null && (
        <Button
          mt={4}
          size="compact-xs"
          variant="light"
          renderRoot={(props) => <Link to="/operator/traces" {...props} />}
        >
          {t('timeline.missing.trace')}
        </Button>
      )}
    </>
  );
}

type Findings = typeof pl.timeline.missing.findings;
type SupportOnly = {
  [Reason in keyof Findings]: Findings[Reason] extends { customer: string } ? never : Reason;
}[keyof Findings];

function adviceOf(reason: keyof Findings, audience: Audience) {
  if (audience === 'support') return `timeline.missing.findings.${reason}.support` as const;
  if (!('customer' in pl.timeline.missing.findings[reason])) return null;
  return `timeline.missing.findings.${reason as Exclude<keyof Findings, SupportOnly>}.customer` as const;
}
