import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../api/client.ts';
import { formatMoney } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';

/** Returns the plans to choose from, each with its price a month, or that it has none. */
export function usePlanOptions(): (plans: readonly Plan[]) => { value: string; label: string }[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (plans) =>
    plans.map(({ name, monthlyNetGrosze }) => {
      const price =
        monthlyNetGrosze === null
          ? t('prices.toBeAgreed')
          : t('money.net', { amount: formatMoney(monthlyNetGrosze, language) });
      return { value: name, label: `${name} – ${price}` };
    });
}

/** Warns before a customer is given a plan that nobody is charged for. */
export function PlanWithoutPrice({ plan, plans }: { plan: string; plans: readonly Plan[] }) {
  const { t } = useTranslation();
  const isUnpriced = plans.some(({ name, monthlyNetGrosze }) => name === plan && monthlyNetGrosze === null);
  return (
    <div aria-live="polite">
      {isUnpriced && (
        <Alert color="amber" icon={<Icon name="warning" />}>
          {t('prices.planWithoutPrice', { plan })}
        </Alert>
      )}
    </div>
  );
}
