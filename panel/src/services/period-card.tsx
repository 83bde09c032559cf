import { Anchor, Divider, Paper, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { formatDate, formatHour, formatPeriod } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { maySeeAccount } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { MoneyAmount } from '../ui/money-amount.tsx';
import { useNow } from '../ui/use-now.ts';
import { CancellationAddress } from './cancellation-address.tsx';
import { SentCancellations } from './sent-cancellations.tsx';
import { PriceNote } from './service-price.tsx';

const TITLE_ID = 'billing-period';

/** The current billing period, what it costs, and how and until when a service is cancelled with its end. */
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
          {maySeeAccount(user) && (
            <Anchor size="sm" renderRoot={(props) => <Link to="/account/billing" {...props} />}>
              {t('services.period.statements')}
            </Anchor>
          )}
        </Fact>
        <Fact name={t('services.period.monthly')}>
          <MoneyAmount money={billing.monthly} />
          {lacksPrice(services) && <PriceNote text={t('services.period.monthlyIncomplete')} />}
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

/** Whether something that is in force is not in the sum, because the operator has set no price for it. */
function lacksPrice({ hostedPbx, extendedRetention, push }: Services): boolean {
  return (
    (hostedPbx.plan !== null && hostedPbx.monthly === null) ||
    (extendedRetention.units > 0 && extendedRetention.monthlyPerUnit === null) ||
    (push.active && push.monthly === null)
  );
}

function CancelBy({ at }: { at: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const now = useNow();
  const when = { date: formatDate(at, language), time: formatHour(at, language) };
  return <>{t(Date.parse(at) < now ? 'services.period.cancelByPast' : 'services.period.cancelByLatest', when)}</>;
}
