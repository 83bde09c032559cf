import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Money } from '../api/client.ts';
import { formatMoney } from '../format/money.ts';
import { useLanguage } from '../i18n/use-language.ts';

/** An amount, net first and gross below it. */
export function MoneyAmount({ money }: { money: Money }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <span>
      <Text component="span" size="sm" fw={600} display="block" style={{ whiteSpace: 'nowrap' }}>
        {t('money.net', { amount: formatMoney(money.netGrosze, language) })}
      </Text>
      <Text component="span" size="sm" c="dimmed" display="block" style={{ whiteSpace: 'nowrap' }}>
        {t('money.gross', { amount: formatMoney(money.grossGrosze, language) })}
      </Text>
    </span>
  );
}
