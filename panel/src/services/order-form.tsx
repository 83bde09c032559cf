import { Alert, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OrderPreview, OrderRequest } from '../api/client.ts';
import { useOrderKey } from '../api/order-key.ts';
import { useServiceName } from '../billing/statement-labels.tsx';
import { formatFileSize, formatMoney } from '../format/numbers.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { useNow } from '../ui/use-environment.ts';
import classes from './order-form.module.css';
import { TotalOrOpen } from './open-price.tsx';
import { MoneyAmount } from './service-row.tsx';
import { useOrder, useOrderPreview } from './use-services.ts';

interface OrderFormProps {
  request: OrderRequest;
  /** Notification after the order. */
  done: string;
  onClose: () => void;
}

/** Shows the effects and costs of an order, then sends it. Pressing twice orders once. */
export function OrderForm({ request, done, onClose }: OrderFormProps) {
  const { t } = useTranslation();
  const orderKey = useOrderKey(request);
  const notices = useNotices();
  const preview = useOrderPreview(request);
  const order = useOrder(() => {
    notices.done(done);
    onClose();
  });
  return (
    <Stack>
      {preview.isPending && <PreviewSkeleton />}
      {preview.isError && <LoadError error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data !== undefined && <OrderEffects preview={preview.data} />}
      <RequestFailed error={order.error} />
      <FormButtons
        onCancel={onClose}
        submit={t(isShorter(preview.data) ? 'services.order.confirmShorter' : 'services.order.confirm')}
        pending={order.isPending}
        onSubmit={() => order.mutate({ body: { ...request, orderKey } })}
        disabled={preview.data === undefined}
        color={isShorter(preview.data) ? 'off' : 'brand'}
      />
    </Stack>
  );
}

function isShorter(preview: ReturnType<typeof useOrderPreview>['data']): boolean {
  const retention = preview?.retention ?? null;
  return retention !== null && retention.daysAfter < retention.daysBefore;
}

function PreviewSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status">
      <VisuallyHidden>{t('services.order.loading')}</VisuallyHidden>
      <Skeleton height={188} aria-hidden />
    </div>
  );
}

type PreviewedRetention = NonNullable<OrderPreview['retention']>;

/** What the order will change: fees and recordings. */
function OrderEffects({ preview }: { preview: OrderPreview }) {
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
              <TotalOrOpen money={monthlyBefore} missing={preview.missingBefore} />
            </td>
            <td>
              <TotalOrOpen money={monthlyAfter} missing={preview.missingAfter} />
            </td>
          </tr>
          <PayNowLines preview={preview} />
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

/** What the order adds, fee by fee, where it is more than one: their sum is in the row below. */
function PayNowLines({ preview: { payNowLines } }: { preview: OrderPreview }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const serviceName = useServiceName();
  if (payNowLines.length < 2) return null;
  return payNowLines.map((line) => (
    <tr key={`${line.service} ${line.plan} ${line.fee}`}>
      <th scope="row">
        {serviceName(line)}: {t(`billing.fees.${line.fee}`)}
      </th>
      <td />
      <td>{t('money.net', { amount: formatMoney(line.netGrosze, language) })}</td>
    </tr>
  ));
}

function EffectiveDay({ at }: { at: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const now = useNow();
  if (Date.parse(at) <= now) return t('services.order.atOnce');
  return t('services.order.fromDay', { date: formatDate(at, language) });
}

function KeptRecordings({ retention }: { retention: PreviewedRetention }) {
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
