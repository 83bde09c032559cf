import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { useNow } from '../ui/use-environment.ts';
import { deletionOf } from './deletion.ts';
import classes from './deletion-note.module.css';

/** In how many days the recording of a call is destroyed; near the end with a warning in colour, sign and words. */
export function DeletionNote({ call }: { call: Call }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const deletion = deletionOf(call, useNow());
  if (deletion === null) return null;
  if (deletion.kind === 'held') {
    return (
      <span className={classes.note}>
        <Icon name="shield" size={14} />
        {t('history.deletion.held')}
      </span>
    );
  }
  const { at, days, urgency } = deletion;
  const exactly = t('history.deletion.on', { date: formatDate(at, language), time: formatHour(at, language) });
  return (
    <span className={classes.note} data-urgency={urgency} title={exactly}>
      {urgency !== 'none' && <Icon name={urgency === 'now' ? 'warning' : 'clock'} size={14} />}
      <span>
        {days === 0 && t('history.deletion.today')}
        {days === 1 && t('history.deletion.tomorrow')}
        {days > 1 && t('history.deletion.days', { count: days })}
        {urgency === 'soon' && (
          <Text component="span" inherit fw={650}>
            {` – ${t('history.deletion.soon')}`}
          </Text>
        )}
      </span>
    </span>
  );
}
