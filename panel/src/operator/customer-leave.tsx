import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Customer } from '../api/client.ts';
import { formatDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';

/** That and when the tenant leaves, or left; ordered by command. */
export function CustomerLeave({ leave }: { leave: Customer['leave'] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (leave === null) return null;
  const hasLeft = leave.leftAt !== null;
  return (
    <Alert
      color="amber"
      icon={<Icon name="warning" />}
      title={t(hasLeft ? 'operator.customer.leave.left' : 'operator.customer.leave.leaves', {
        date: formatDay(leave.on, language),
      })}
    >
      {t(`operator.customer.leave.${!hasLeft ? 'before' : leave.erasedAt === null ? 'during' : 'after'}`)}
    </Alert>
  );
}
