import { formatDate, formatTime, formatWeekday } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import classes from './call-time.module.css';

/** When a call began, by the clock in Warsaw. */
export function CallTime({ instant }: { instant: string }) {
  const { language } = useLanguage();
  return (
    <time dateTime={instant} className={classes.time}>
      <span className={classes.clock}>{formatTime(instant, language)}</span>{' '}
      <span className={classes.day}>
        {formatDate(instant, language)}, {formatWeekday(instant, language)}
      </span>
    </time>
  );
}
