import { useTranslation } from 'react-i18next';
import { StatusBadge } from '../ui/status-badge.tsx';

const SERVICE_BADGES = {
  on: { color: 'on', icon: 'check' },
  active: { color: 'on', icon: 'check' },
  off: { color: 'off', icon: 'power' },
  inactive: { color: 'gray', icon: 'power' },
  unavailable: { color: 'gray', icon: 'lock' },
} as const;

/** The state of a service, read-only. */
export function StateBadge({ state }: { state: keyof typeof SERVICE_BADGES }) {
  const { t } = useTranslation();
  return <StatusBadge {...SERVICE_BADGES[state]}>{t(`services.${state}`)}</StatusBadge>;
}

/** Badges of the states of a cancellation, for the customer's and the operator's pages. */
export const CANCELLATION_BADGES = {
  waiting: { color: 'amber', icon: 'clock' },
  confirmed: { color: 'on', icon: 'check' },
  rejected: { color: 'off', icon: 'close' },
} as const;
