import { Button, Group, Input } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { warsawDay } from '../format/warsaw-time.ts';
import type { ChangeSearch } from './call-filters.tsx';
import type { CallSearch } from './call-search.ts';
import { QUICK_DATES, quickChoiceOf, quickDates } from './quick-dates.ts';

const LABEL_ID = 'quick-dates';

interface QuickDateButtonsProps {
  search: CallSearch;
  onChange: ChangeSearch;
}

/** Today, yesterday and so on in one press; a second press takes the dates away again. */
export function QuickDateButtons({ search, onChange }: QuickDateButtonsProps) {
  const { t } = useTranslation();
  const today = warsawDay(new Date());
  const chosen = quickChoiceOf(search, today);
  return (
    <Input.Wrapper label={t('filters.quick')} labelElement="div" labelProps={{ id: LABEL_ID }}>
      <Group gap={6} role="group" aria-labelledby={LABEL_ID}>
        {QUICK_DATES.map((choice) => (
          <Button
            key={choice}
            px="sm"
            variant={choice === chosen ? 'filled' : 'default'}
            aria-pressed={choice === chosen}
            onClick={() => onChange(choice === chosen ? { from: undefined, to: undefined } : quickDates(choice, today))}
          >
            {t(`filters.${choice}`)}
          </Button>
        ))}
      </Group>
    </Input.Wrapper>
  );
}
