import { useTranslation } from 'react-i18next';
import type { Price, Statement } from '../api/client.ts';
import { StatusBadge } from '../ui/status-badge.tsx';

/** Says that a statement's amounts are not all there is to pay. */
export function MissingPricesBadge({ missingPrices }: Pick<Statement, 'missingPrices'>) {
  const { t } = useTranslation();
  if (missingPrices.length === 0) return null;
  return (
    <div>
      <StatusBadge color="amber" icon="warning" size="md">
        {t('billing.missingPrices', { missing: missingPrices.length })}
      </StatusBadge>
    </div>
  );
}

/** What is paid for, in words; a plan by its name. */
export function useServiceName(): (of: Pick<Price, 'service' | 'plan'>) => string {
  const { t } = useTranslation();
  return ({ service, plan }) =>
    plan === null
      ? t(`services.names.${service}`)
      : `${t('services.names.plan')}, ${t('services.hostedPbx.plan', { plan })}`;
}
