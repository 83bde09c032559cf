import { useTranslation } from 'react-i18next';
import type { Price } from '../api/client.ts';

/** What is paid for, in words; a plan by its name. */
export function useServiceName(): (of: Pick<Price, 'service' | 'plan'>) => string {
  const { t } = useTranslation();
  return ({ service, plan }) =>
    plan === null
      ? t(`services.names.${service}`)
      : `${t('services.names.plan')}, ${t('services.hostedPbx.plan', { plan })}`;
}
