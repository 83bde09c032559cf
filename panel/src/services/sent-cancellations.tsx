import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { formatDate, formatHour, formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './sent-cancellations.module.css';

type Sent = Services['cancellations'][number];

export const CANCELLATION_LOOKS = {
  waiting: { color: 'amber', icon: 'clock' },
  confirmed: { color: 'on', icon: 'check' },
  rejected: { color: 'off', icon: 'close' },
} as const;

const TITLE_ID = 'sent-cancellations';

/** The cancellations that came by e-mail, and what became of each. */
export function SentCancellations({ cancellations }: { cancellations: readonly Sent[] }) {
  const { t } = useTranslation();
  return (
    <>
      <Title order={3} id={TITLE_ID} mt="lg" mb="xs">
        {t('services.cancellations.title')}
      </Title>
      <ul className={classes.list} aria-labelledby={TITLE_ID}>
        {cancellations.map((sent) => (
          <SentCancellation key={`${sent.sentAt} ${sent.service}`} sent={sent} />
        ))}
      </ul>
    </>
  );
}

function SentCancellation({ sent: { service, state, sentAt, serviceEndsAt } }: { sent: Sent }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <li className={classes.sent}>
      <span>
        <Text component="span" fw={600} display="block">
          {service === null ? t('services.cancellations.unrecognised') : t(`services.names.${service}`)}
        </Text>
        <Text component="span" size="sm" c="dimmed">
          {t('services.cancellations.sentAt')} {formatDate(sentAt, language)}, {formatHour(sentAt, language)}
        </Text>
      </span>
      <span className={classes.state}>
        <StatusBadge {...CANCELLATION_LOOKS[state]}>{t(`services.cancellations.states.${state}`)}</StatusBadge>
        {serviceEndsAt !== null && (
          <Text component="span" size="sm" fw={600}>
            {t('services.cancellations.endsOn', { date: formatLastDay(serviceEndsAt, language) })}
          </Text>
        )}
      </span>
    </li>
  );
}
