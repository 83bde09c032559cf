import { DatePickerInput } from '@mantine/dates';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import type { ChangeSearch } from './call-filters.tsx';
import type { CallSearch } from './call-search.ts';

/** The calendar is named after the element with its own id: the field. */
const FIELD_ID = 'call-dates';

type Range = [string | null, string | null];

interface DateFilterProps {
  search: CallSearch;
  onChange: ChangeSearch;
}

/** The first and the last day. The search changes once both are chosen, or when both are cleared. */
export function DateFilter({ search, onChange }: DateFilterProps) {
  const { t } = useTranslation();
  const { from, to } = search;
  const [range, setRange] = useState<Range>([from ?? null, to ?? null]);
  useEffect(() => setRange([from ?? null, to ?? null]), [from, to]);
  const choose = ([first, last]: Range) => {
    setRange([first, last]);
    if ((first === null) === (last === null)) onChange({ from: first ?? undefined, to: last ?? undefined });
  };
  return (
    <DatePickerInput
      type="range"
      id={FIELD_ID}
      popoverProps={{ id: FIELD_ID }}
      label={t('filters.dates')}
      placeholder={t('filters.anyDate')}
      value={range}
      onChange={choose}
      onDropdownClose={() => setRange([from ?? null, to ?? null])}
      valueFormat="DD.MM.YYYY"
      allowSingleDateInRange
      hideOutsideDates
      clearable
      clearButtonProps={{ 'aria-label': t('filters.clearDates') }}
      leftSection={<Icon name="calendar" size={16} />}
      leftSectionPointerEvents="none"
      ariaLabels={{ previousMonth: t('filters.previousMonth'), nextMonth: t('filters.nextMonth') }}
    />
  );
}
