import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Cancellation } from '../api/client.ts';
import { formatTimeLeft } from '../format/time-left.ts';
import { formatDate, formatHour, formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { useNow } from '../ui/use-now.ts';

/** Of a waiting cancellation the deadline, counted down; of a decided one what was decided. */
export function CancellationOutcome({ cancellation }: { cancellation: Cancellation }) {
  const { state, confirmBy } = cancellation;
  if (state !== 'waiting') return <Decision cancellation={cancellation} />;
  return confirmBy === null ? null : <Deadline at={confirmBy} />;
}

function Deadline({ at }: { at: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const left = Date.parse(at) - useNow();
  const when = { date: formatDate(at, language), time: formatHour(at, language) };
  return (
    <Text mt="sm" fw={600}>
      {t('operator.cancellations.confirmBy', when)} –{' '}
      {left < 0
        ? t('operator.cancellations.overdue')
        : t('operator.cancellations.left', { left: formatTimeLeft(left, language) })}
    </Text>
  );
}

function Decision({ cancellation }: { cancellation: Cancellation }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { state, decidedAt, decidedBy, decisionNote, serviceEndsAt } = cancellation;
  const decided = {
    state: t(`operator.cancellations.states.${state}`),
    date: decidedAt === null ? '' : formatDate(decidedAt, language),
    time: decidedAt === null ? '' : formatHour(decidedAt, language),
    login: decidedBy ?? '',
  };
  return (
    <Text mt="sm" size="sm">
      {t('operator.cancellations.decided', decided)}
      {decisionNote !== null && ` – ${decisionNote}`}
      {serviceEndsAt !== null && (
        <strong> – {t('operator.cancellations.serviceEnds', { date: formatLastDay(serviceEndsAt, language) })}</strong>
      )}
    </Text>
  );
}
