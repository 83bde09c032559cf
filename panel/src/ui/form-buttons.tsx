import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface FormButtonsProps {
  onCancel: () => void;
  /** The text of the button that sends. */
  submit: string;
  /** Where the buttons are not in a form element, which the button would submit. */
  onSubmit?: () => void;
  /** The request is on its way. */
  pending: boolean;
  disabled?: boolean;
  /** `off` for what takes something away. */
  color?: 'brand' | 'off';
  /** Further buttons, on the other side. */
  children?: ReactNode;
}

/** The last line of a form in a dialog: cancel and send. */
export function FormButtons({
  onCancel,
  submit,
  onSubmit,
  pending,
  disabled = false,
  color = 'brand',
  children,
}: FormButtonsProps) {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end">
      {hasButtons(children) && <Group mr="auto">{children}</Group>}
      <Button variant="default" onClick={onCancel}>
        {t('dialog.cancel')}
      </Button>
      <Button
        type={onSubmit === undefined ? 'submit' : 'button'}
        loading={pending}
        disabled={disabled}
        color={color}
        onClick={onSubmit}
      >
        {submit}
      </Button>
    </Group>
  );
}

function hasButtons(children: ReactNode): boolean {
  return children !== undefined && children !== null && children !== false;
}
