import { useTranslation } from 'react-i18next';
import type { LiveCall } from '../api/client.ts';
import { StatusBadge } from '../ui/status-badge.tsx';

/** Nothing of the call is recorded, and who has stopped that: an order is lifted by a button, a pause of the PBX is not. */
export function PausedBadge({ pausedBy }: Pick<LiveCall, 'pausedBy'>) {
  const { t } = useTranslation();
  return (
    <StatusBadge color="amber" icon="pause" size="md">
      {t(pausedBy === null || pausedBy === 'order' ? 'live.paused' : `live.pausedBy.${pausedBy}`)}
    </StatusBadge>
  );
}
