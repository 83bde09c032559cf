import { Button, Group, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderWish } from '../api/client.ts';
import { newOrderKey } from '../api/order-key.ts';
import { LoadError } from '../ui/load-error.tsx';
import { RequestFailed } from '../ui/request-failed.tsx';
import { useNotices } from '../ui/use-notices.ts';
import { OrderEffects } from './order-effects.tsx';
import { useOrder, useOrderPreview } from './use-order.ts';

interface OrderFormProps {
  wish: OrderWish;
  /** Said once it is ordered. */
  done: string;
  onClose: () => void;
}

/** Shows what an order would do and cost, then makes it: once, however often the button is pressed. */
export function OrderForm({ wish, done, onClose }: OrderFormProps) {
  const { t } = useTranslation();
  const [orderKey] = useState(newOrderKey);
  const notices = useNotices();
  const preview = useOrderPreview(wish);
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
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('services.order.cancel')}
        </Button>
        <Button
          color={isShorter(preview.data) ? 'off' : 'brand'}
          disabled={preview.data === undefined}
          loading={order.isPending}
          onClick={() => order.mutate({ body: { ...wish, orderKey } })}
        >
          {t(isShorter(preview.data) ? 'services.order.confirmShorter' : 'services.order.confirm')}
        </Button>
      </Group>
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
