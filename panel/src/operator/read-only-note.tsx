import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';

/** Tells operator support that the account is read-only. */
export function ReadOnlyNote() {
  const { t } = useTranslation();
  const { user } = useSession();
  if (mayDecideAsOperator(user)) return null;
  return (
    <Alert color="gray" icon={<Icon name="lock" />}>
      {t('operator.readOnly')}
    </Alert>
  );
}
