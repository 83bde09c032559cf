import { useTranslation } from 'react-i18next';
import type { Money, Statement } from '../api/client.ts';
import { formatMoney } from '../format/money.ts';
import { useLanguage } from '../i18n/use-language.ts';
import classes from './vat-sums.module.css';

interface VatSumsProps {
  vat: Statement['vat'];
  total: Money;
  labelledBy: string;
}

/** The sums by rate of VAT, and the total. */
export function VatSums({ vat, total, labelledBy }: VatSumsProps) {
  const { t } = useTranslation();
  return (
    <table className={classes.table} aria-labelledby={labelledBy}>
      <thead>
        <tr>
          <th scope="col">{t('billing.statement.columns.vatRate')}</th>
          <th scope="col">{t('money.netColumn')}</th>
          <th scope="col">{t('money.vatColumn')}</th>
          <th scope="col">{t('money.grossColumn')}</th>
        </tr>
      </thead>
      <tbody>
        {vat.map((sum) => (
          <SumRow key={sum.vatPercent} name={`${sum.vatPercent}%`} money={sum} />
        ))}
      </tbody>
      <tfoot>
        <SumRow name={t('billing.statement.total')} money={total} />
      </tfoot>
    </table>
  );
}

function SumRow({ name, money }: { name: string; money: Money }) {
  const { language } = useLanguage();
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{formatMoney(money.netGrosze, language)}</td>
      <td>{formatMoney(money.vatGrosze, language)}</td>
      <td>{formatMoney(money.grossGrosze, language)}</td>
    </tr>
  );
}
