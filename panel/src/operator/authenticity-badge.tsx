import { useTranslation } from 'react-i18next';
import type { Cancellation } from '../api/client.ts';
import { StatusBadge } from '../ui/status-badge.tsx';

const LOOKS = {
  verified: { color: 'on', icon: 'check' },
  unverified: { color: 'amber', icon: 'warning' },
  forged: { color: 'off', icon: 'warning' },
} as const;

/** Whether the mail really is from whom it says (DKIM, SPF, DMARC). */
export function AuthenticityBadge({ authenticity }: Pick<Cancellation, 'authenticity'>) {
  const { t } = useTranslation();
  return <StatusBadge {...LOOKS[authenticity]}>{t(`operator.cancellations.authenticity.${authenticity}`)}</StatusBadge>;
}
