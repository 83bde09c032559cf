import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Money } from '../api/client.ts';
import { formatMoney } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { MoneyAmount, PriceNote } from './service-row.tsx';

interface TotalProps {
  money: Money;
  /** What is not in it, because the operator has set no price. */
  missing: readonly unknown[];
}

/** A sum of fees. Nothing is shown as 0,00 zł that has no price: it is "cena do ustalenia", and a sum without it says so. */
export function TotalOrOpen({ money, missing }: TotalProps) {
  const { t } = useTranslation();
  if (missing.length === 0) return <MoneyAmount money={money} />;
  if (money.netGrosze === 0) {
    return (
      <Text component="span" size="sm" fw={600}>
        {t('prices.toBeAgreed')}
      </Text>
    );
  }
  return (
    <>
      <MoneyAmount money={money} />
      <PriceNote text={t('prices.incomplete')} />
    </>
  );
}

interface Charged {
  readonly total: Money;
  readonly missingPrices: readonly unknown[];
}

/** Whether nothing of a statement has a price: its sum is not 0,00 zł, it is open. */
function isOpenTotal({ total, missingPrices }: Charged): boolean {
  return missingPrices.length > 0 && total.netGrosze === 0;
}

/** Returns a part of a statement's sum as text; the net part of an open one says so, its other parts are empty. */
export function useTotalText(): (statement: Charged, part: keyof Money) => string {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (statement, part) => {
    if (!isOpenTotal(statement)) return formatMoney(statement.total[part], language);
    return part === 'netGrosze' ? t('prices.toBeAgreed') : '–';
  };
}
