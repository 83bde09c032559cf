import { Modal, type ModalProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A dialog; screen readers hear what its close button does. */
export function Dialog(props: Omit<ModalProps, 'closeButtonProps'>) {
  const { t } = useTranslation();
  return <Modal closeButtonProps={{ 'aria-label': t('dialog.close') }} {...props} />;
}
