import { useTranslation } from 'react-i18next';
import { useServiceName } from '../billing/use-service-name.ts';
import type { Priced } from './priced.ts';

/** What a price is of, in words; of extended retention it is for each unit. */
export function usePricedName(): (priced: Priced) => string {
  const { t } = useTranslation();
  const serviceName = useServiceName();
  return (priced) => (priced.service === 'extended-retention' ? t('operator.prices.perUnit') : serviceName(priced));
}
