import { Button, Collapse, NativeSelect, Paper } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { useNarrowScreen } from '../ui/use-narrow-screen.ts';
import classes from './call-filters.module.css';
import { type CallSearch, changeSearch, countFilters } from './call-search.ts';
import { DateFilter } from './date-filter.tsx';
import { NumberFilter } from './number-filter.tsx';
import { QuickDateButtons } from './quick-date-buttons.tsx';

interface CallFiltersProps {
  search: CallSearch;
  onSearch: (search: CallSearch) => void;
}

/** Narrows the history. On a phone the less used filters fold away behind a button. */
export function CallFilters({ search, onSearch }: CallFiltersProps) {
  const { t } = useTranslation();
  const narrow = useNarrowScreen();
  const [unfolded, fold] = useDisclosure(false);
  const active = countFilters(search);
  const change: ChangeSearch = (part) => onSearch(changeSearch(search, part));
  return (
    <Paper component="section" aria-label={t('filters.label')} p="md">
      <div className={classes.bar}>
        <NumberFilter number={search.number} onChange={(number) => change({ number })} />
        <QuickDateButtons search={search} onChange={change} />
        {narrow && (
          <Button
            variant="default"
            leftSection={<Icon name="filter" size={16} />}
            aria-expanded={unfolded}
            onClick={fold.toggle}
          >
            {active === 0 ? t('filters.show') : t('filters.active', { active })}
          </Button>
        )}
      </div>
      <Collapse expanded={!narrow || unfolded} keepMounted={false}>
        <div className={classes.fields}>
          <DateFilter search={search} onChange={change} />
          <DirectionFilter search={search} onChange={change} />
          <RecordedFilter search={search} onChange={change} />
          {active > 0 && (
            <Button
              variant="subtle"
              className={classes.clear}
              leftSection={<Icon name="close" size={16} />}
              onClick={() => onSearch({})}
            >
              {t('filters.clear')}
            </Button>
          )}
        </div>
      </Collapse>
    </Paper>
  );
}

export type ChangeSearch = (change: Parameters<typeof changeSearch>[1]) => void;

interface FilterProps {
  search: CallSearch;
  onChange: ChangeSearch;
}

function DirectionFilter({ search, onChange }: FilterProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('filters.direction')}
      value={search.direction ?? ''}
      onChange={(event) => onChange({ direction: (event.currentTarget.value || undefined) as CallSearch['direction'] })}
      data={[
        { value: '', label: t('filters.anyDirection') },
        { value: 'inbound', label: t('calls.direction.inbound') },
        { value: 'outbound', label: t('calls.direction.outbound') },
        { value: 'internal', label: t('calls.direction.internal') },
      ]}
    />
  );
}

function RecordedFilter({ search, onChange }: FilterProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('filters.recorded')}
      value={search.recorded ?? ''}
      onChange={(event) => onChange({ recorded: (event.currentTarget.value || undefined) as CallSearch['recorded'] })}
      data={[
        { value: '', label: t('filters.anyRecorded') },
        { value: 'true', label: t('filters.withRecording') },
        { value: 'false', label: t('filters.withoutRecording') },
      ]}
    />
  );
}
