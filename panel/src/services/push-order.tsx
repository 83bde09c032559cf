import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { OrderForm } from './order-form.tsx';

const WISH = { service: 'push' } as const;

/** The dialog that activates the daily delivery. */
export function PushOrder({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t('services.push.dialogTitle')}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      <OrderForm wish={WISH} done={t('services.push.ordered')} onClose={onClose} />
    </Modal>
  );
}
