import { Alert, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PushFailure } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';

interface FailureAlertProps {
  title: string;
  /** Null: nothing tells why. */
  failure: PushFailure | null;
  nextAttemptAt: string | null;
}

/** Why nothing is delivered: what it means, what the server itself said, when it is tried again. */
export function FailureAlert({ title, failure, nextAttemptAt }: FailureAlertProps) {
  const { t } = useTranslation();
  const explained = useExplanation();
  const when = useWhen();
  return (
    <Alert color="off" title={title} icon={<Icon name="warning" />}>
      <Text size="sm">{failure === null ? t('push.failure.unexplained') : explained(failure.explanation)}</Text>
      {failure !== null && <ServerSaid detail={failure.detail} />}
      <Text size="sm" mt={4}>
        {failure !== null && t('push.failure.at', when(failure.at))}
        {failure !== null && nextAttemptAt !== null && ' · '}
        {nextAttemptAt !== null && t('push.failure.next', when(nextAttemptAt))}
      </Text>
    </Alert>
  );
}

/** The server's own words: of use to whoever runs it. */
export function ServerSaid({ detail }: { detail: string | null }) {
  const { t } = useTranslation();
  if (detail === null) return null;
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {t('push.failure.said', { detail })}
    </Text>
  );
}

/** Gives what the API explains in the language that the panel speaks. */
export function useExplanation(): (explanation: PushFailure['explanation']) => string {
  const { language } = useLanguage();
  return (explanation) => explanation[language];
}

/** Gives the Warsaw day and hour of an ISO instant, for texts that name both. */
export function useWhen(): (instant: string) => { readonly date: string; readonly time: string } {
  const { language } = useLanguage();
  return (instant) => ({ date: formatDate(instant, language), time: formatHour(instant, language) });
}
