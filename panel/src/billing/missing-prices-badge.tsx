import { useTranslation } from 'react-i18next';
import type { Statement } from '../api/client.ts';
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
