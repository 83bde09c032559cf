import { Badge, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './call-marks.module.css';

/** What people wrote about a call: its tags, how many notes it has, whether it is to be reviewed. */
export function CallMarks({ call: { tags, notes, review } }: { call: Pick<Call, 'tags' | 'notes' | 'review'> }) {
  const { t } = useTranslation();
  if (tags.length === 0 && !notes && review === null) return null;
  return (
    <Group gap="4px 10px" className={classes.marks}>
      {tags.length > 0 && (
        <ul className={classes.tags} aria-label={t('history.marks.tags')} title={tags.join(', ')}>
          {tags.map((tag) => (
            <li key={tag}>
              <Badge variant="light" color="gray" tt="none" className={classes.tag}>
                {tag}
              </Badge>
            </li>
          ))}
        </ul>
      )}
      {notes !== null && notes > 0 && (
        <span className={classes.mark} title={t('history.marks.notes', { count: notes })}>
          <Icon name="note" size={14} />
          <span>{t('history.marks.notes', { count: notes })}</span>
        </span>
      )}
      {review !== null && (
        <span className={classes.mark} data-state={review} title={t(`history.marks.review.${review}`)}>
          <Icon name={review === 'open' ? 'warning' : 'check'} size={14} />
          <span>{t(`history.marks.review.${review}`)}</span>
        </span>
      )}
    </Group>
  );
}
