import { useTranslation } from 'react-i18next';
import { StatusBadge } from '../ui/status-badge.tsx';

const SERVICE_LOOKS = {
  on: { color: 'on', icon: 'check' },
  active: { color: 'on', icon: 'check' },
  off: { color: 'off', icon: 'power' },
  inactive: { color: 'gray', icon: 'power' },
  unavailable: { color: 'gray', icon: 'lock' },
} as const;

/** A service's state that cannot be changed here. */
export function StateBadge({ state }: { state: keyof typeof SERVICE_LOOKS }) {
  const { t } = useTranslation();
  return <StatusBadge {...SERVICE_LOOKS[state]}>{t(`services.${state}`)}</StatusBadge>;
}
