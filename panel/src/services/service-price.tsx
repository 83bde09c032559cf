import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Money } from '../api/client.ts';
import { MoneyAmount } from '../ui/money-amount.tsx';

interface ServicePriceProps {
  /** Null: the operator has set none. */
  money: Money | null;
  fee: 'monthly' | 'activation';
}

/** What a service costs, and how often. */
export function ServicePrice({ money, fee }: ServicePriceProps) {
  const { t } = useTranslation();
  if (money === null) return <PriceNote text={t('services.price.unknown')} />;
  return (
    <div>
      <MoneyAmount money={money} />
      <PriceNote text={t(`services.price.${fee}`)} />
    </div>
  );
}

export function PriceNote({ text }: { text: string }) {
  return (
    <Text size="xs" c="dimmed">
      {text}
    </Text>
  );
}
