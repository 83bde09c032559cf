import { Anchor, Button, Divider, Paper, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { formatDate, formatHour, formatLastDay, formatPeriod } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayChangeServices, useSession } from '../session/session.ts';
import { Fact, Facts } from '../ui/data-list.tsx';
import { Icon } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useNow } from '../ui/use-environment.ts';
import classes from './period-card.module.css';
import { TotalOrOpen } from './open-price.tsx';
import { CANCELLATION_BADGES } from './service-row.tsx';

const TITLE_ID = 'billing-period';

/** The current billing period, its monthly fees, and how and until when a service can be cancelled. */
export function PeriodCard({ services }: { services: Services }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { user } = useSession();
  const { billing, cancellations, cancellationAddress } = services;
  return (
    <Paper component="section" aria-labelledby={TITLE_ID} p="lg">
      <Title order={2} id={TITLE_ID}>
        {t('services.period.title')}
      </Title>
      <Divider my="md" />
      <Facts>
        <Fact name={t('services.period.current')}>
          <div>{formatPeriod(billing.periodStart, billing.periodEnd, language)}</div>
          {mayChangeServices(user) && (
            <Anchor size="sm" renderRoot={(props) => <Link to="/account/billing" {...props} />}>
              {t('services.period.statements')}
            </Anchor>
          )}
        </Fact>
        <Fact name={t('services.period.monthly')}>
          <TotalOrOpen money={billing.monthly} missing={billing.missingPrices} />
        </Fact>
        <Fact name={t('services.period.cancelBy')}>
          <CancelBy at={billing.cancelBy} />
        </Fact>
      </Facts>
      <Text size="sm" mt="md" maw={760}>
        {t('services.period.howTo')}
      </Text>
      <CancellationAddress address={cancellationAddress} />
      {cancellations.length > 0 && <SentCancellations cancellations={cancellations} />}
    </Paper>
  );
}

function CancelBy({ at }: { at: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const now = useNow();
  const when = { date: formatDate(at, language), time: formatHour(at, language) };
  return <>{t(Date.parse(at) < now ? 'services.period.cancelByPast' : 'services.period.cancelByLatest', when)}</>;
}

/** Link that opens a mail to the address for cancellations. */
function CancellationAddress({ address }: { address: string | null }) {
  const { t } = useTranslation();
  if (address === null) {
    return (
      <Text size="sm" c="dimmed" mt="sm">
        {t('services.period.noAddress')}
      </Text>
    );
  }
  return (
    <Button
      component="a"
      variant="light"
      mt="md"
      classNames={{ root: classes.write, label: classes.writeLabel }}
      leftSection={<Icon name="mail" />}
      href={`mailto:${address}?subject=${encodeURIComponent(t('services.period.mailSubject'))}`}
    >
      {t('services.period.write', { address })}
    </Button>
  );
}

type Sent = Services['cancellations'][number];

const CANCELLATIONS_ID = 'sent-cancellations';

/** The cancellations sent by e-mail, with their states. */
function SentCancellations({ cancellations }: { cancellations: readonly Sent[] }) {
  const { t } = useTranslation();
  return (
    <>
      <Title order={3} id={CANCELLATIONS_ID} mt="lg" mb="xs">
        {t('services.cancellations.title')}
      </Title>
      <ul className={classes.list} aria-labelledby={CANCELLATIONS_ID}>
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
        <StatusBadge {...CANCELLATION_BADGES[state]}>{t(`services.cancellations.states.${state}`)}</StatusBadge>
        {serviceEndsAt !== null && (
          <Text component="span" size="sm" fw={600}>
            {t('services.cancellations.endsOn', { date: formatLastDay(serviceEndsAt, language) })}
          </Text>
        )}
      </span>
    </li>
  );
}
