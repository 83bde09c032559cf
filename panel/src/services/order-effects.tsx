import { Alert, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OrderPreview } from '../api/client.ts';
import { formatFileSize } from '../format/file-size.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Icon } from '../ui/icon.tsx';
import { MoneyAmount } from '../ui/money-amount.tsx';
import { useNow } from '../ui/use-now.ts';
import classes from './order-effects.module.css';

type Retention = NonNullable<OrderPreview['retention']>;

/** What an order does to the fees and to the recordings, before it is made. */
export function OrderEffects({ preview }: { preview: OrderPreview }) {
  const { t } = useTranslation();
  const { retention, monthlyBefore, monthlyAfter, payNow } = preview;
  return (
    <>
      <table className={classes.table} aria-label={t('services.order.caption')}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('services.order.now')}</th>
            <th scope="col">{t('services.order.after')}</th>
          </tr>
        </thead>
        <tbody>
          {retention !== null && (
            <tr>
              <th scope="row">{t('services.order.keptFor')}</th>
              <td>{t('services.order.days', { days: retention.daysBefore })}</td>
              <td>{t('services.order.days', { days: retention.daysAfter })}</td>
            </tr>
          )}
          <tr>
            <th scope="row">{t('services.order.monthly')}</th>
            <td>
              <MoneyAmount money={monthlyBefore} />
            </td>
            <td>
              <MoneyAmount money={monthlyAfter} />
            </td>
          </tr>
          <tr>
            <th scope="row">{t('services.order.payNow')}</th>
            <td />
            <td>{payNow.grossGrosze === 0 ? t('services.order.payNothing') : <MoneyAmount money={payNow} />}</td>
          </tr>
          <tr>
            <th scope="row">{t('services.order.effective')}</th>
            <td />
            <td>
              <EffectiveDay at={preview.effectiveAt} />
            </td>
          </tr>
        </tbody>
      </table>
      {retention !== null && <KeptRecordings retention={retention} />}
    </>
  );
}

function EffectiveDay({ at }: { at: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const now = useNow();
  if (Date.parse(at) <= now) return t('services.order.atOnce');
  return t('services.order.fromDay', { date: formatDate(at, language) });
}

function KeptRecordings({ retention }: { retention: Retention }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { daysBefore, daysAfter, affected, destroyed, awaitingDelivery } = retention;
  const sum = ({ recordings, bytes }: { recordings: number; bytes: number }) => ({
    recordings,
    size: formatFileSize(bytes, language),
  });
  const waits = awaitingDelivery.recordings > 0 && t('services.order.awaitingDelivery', sum(awaitingDelivery));
  if (destroyed !== null && destroyed.recordings > 0) {
    const when = { date: formatDate(destroyed.at, language), days: daysAfter };
    return (
      <Alert color="off" icon={<Icon name="trash" />} title={t('services.order.destroyedTitle')}>
        {t('services.order.destroyedText', { ...when, ...sum(destroyed) })} {waits}
      </Alert>
    );
  }
  return (
    <Alert color="brand" icon={<Icon name="archive" />}>
      <Text size="sm">
        {t('services.order.affected')}: <strong>{t('services.order.recordings', sum(affected))}</strong>.{' '}
        {t(daysAfter > daysBefore ? 'services.order.affectedLonger' : 'services.order.affectedShorter')} {waits}
      </Text>
    </Alert>
  );
}
