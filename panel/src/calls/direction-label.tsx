import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './direction-label.module.css';

/** Which way a call went, as a picture and a word. */
export function DirectionLabel({ direction }: { direction: Call['direction'] }) {
  const { t } = useTranslation();
  return (
    <span className={classes.label} data-direction={direction}>
      <span className={classes.tile}>
        <Icon name={direction} size={15} />
      </span>
      {t(`calls.direction.${direction}`)}
    </span>
  );
}
