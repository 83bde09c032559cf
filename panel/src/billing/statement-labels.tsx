import { useTranslation } from 'react-i18next';
import type { Price, Statement } from '../api/client.ts';
import { StatusBadge } from '../ui/status-badge.tsx';

/** Warns that prices are missing, so that the amounts of the statement are incomplete. */
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

/** Returns the name of what is charged; a plan with its own name. */
export function useServiceName(): (of: Pick<Price, 'service' | 'plan'>) => string {
  const { t } = useTranslation();
  return ({ service, plan }) =>
    plan === null
      ? t(`services.names.${service}`)
      : `${t(`services.names.${service}`)}, ${t('services.hostedPbx.plan', { plan })}`;
}
