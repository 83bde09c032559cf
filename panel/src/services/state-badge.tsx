import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';

const LOOKS = {
  on: { color: 'on', icon: 'check' },
  active: { color: 'on', icon: 'check' },
  off: { color: 'off', icon: 'power' },
  inactive: { color: 'gray', icon: 'power' },
  unavailable: { color: 'gray', icon: 'lock' },
} as const;

/** A service's state that cannot be changed here: a word, an icon and a colour. */
export function StateBadge({ state }: { state: keyof typeof LOOKS }) {
  const { t } = useTranslation();
  const { color, icon } = LOOKS[state];
  return (
    <Badge
      size="lg"
      variant="light"
      color={color}
      tt="none"
      styles={{ label: { overflow: 'visible' } }}
      leftSection={<Icon name={icon} size={14} />}
    >
      {t(`services.${state}`)}
    </Badge>
  );
}
