import { Alert, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PushDay, PushFailure } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';

interface FailureAlertProps {
  title: string;
  /** Null: the reason is not known. */
  failure: PushFailure | null;
  nextAttemptAt: string | null;
}

/** Why delivery fails: explanation, the server's message, last and next attempt. */
export function FailureAlert({ title, failure, nextAttemptAt }: FailureAlertProps) {
  const { t } = useTranslation();
  const explained = useExplanation();
  const when = useDateAndTime();
  return (
    <Alert color="off" title={title} icon={<Icon name="warning" />}>
      <Text size="sm">{failure === null ? t('push.failure.unexplained') : explained(failure.explanation)}</Text>
      {failure !== null && <ServerMessage detail={failure.detail} />}
      <Text size="sm" mt={4}>
        {failure !== null && t('push.failure.at', when(failure.at))}
        {failure !== null && nextAttemptAt !== null && ' · '}
        {nextAttemptAt !== null && t('push.failure.next', when(nextAttemptAt))}
      </Text>
    </Alert>
  );
}

/** Why what was delivered could not be verified, and what helps. */
export function NotVerifiedAlert({ reason }: { reason: NonNullable<PushDay['notVerified']> }) {
  const { t } = useTranslation();
  const explained = useExplanation();
  return (
    <Alert color="amber" title={t('push.notVerified.title')} icon={<Icon name="info" />}>
      <Text size="sm">{explained(reason.explanation)}</Text>
      <ServerMessage detail={reason.detail} />
    </Alert>
  );
}

/** The server's original message, for its administrator. */
export function ServerMessage({ detail }: { detail: string | null }) {
  const { t } = useTranslation();
  if (detail === null) return null;
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {t('push.failure.said', { detail })}
    </Text>
  );
}

/** Returns the API's explanation in the panel's language. */
export function useExplanation(): (explanation: PushFailure['explanation']) => string {
  const { language } = useLanguage();
  return (explanation) => explanation[language];
}

/** Returns the Warsaw date and time of an ISO instant, for texts with both. */
export function useDateAndTime(): (instant: string) => { readonly date: string; readonly time: string } {
  const { language } = useLanguage();
  return (instant) => ({ date: formatDate(instant, language), time: formatHour(instant, language) });
}
