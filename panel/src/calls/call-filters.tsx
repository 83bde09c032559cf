import { Button, Collapse, Group, Input, NativeSelect, Paper, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { warsawDay } from '../format/warsaw-time.ts';
import { DateInput } from '../ui/date-input.tsx';
import { Icon } from '../ui/icon.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';
import classes from './call-filters.module.css';
import {
  type CallSearch,
  changeSearch,
  countFilters,
  DURATIONS_MS,
  isSearchable,
  MAX_NUMBER_CHARS,
  QUICK_DATES,
  quickDates,
  quickDatesOf,
  REASONS,
} from './call-search.ts';
import { NoteFilter, ReviewFilter, TagFilter } from './note-filters.tsx';
import { useRecordingRights } from './recording-rights.tsx';
import { type TextFilterProps, useTypedFilter } from './use-typed-filter.ts';

interface CallFiltersProps {
  search: CallSearch;
  onSearch: (search: CallSearch) => void;
  /** Of all filters at once: what is being typed goes too. */
  onReplace: (search: CallSearch) => void;
  /** How often that was. */
  replacements: number;
  /** The field for numbers and names. */
  searchRef: RefObject<HTMLInputElement | null>;
  /** Beside the buttons for dates. */
  children?: ReactNode;
}

/** The filters of the history. On a phone the less used ones are collapsed behind a button. */
export function CallFilters({ search, onSearch, onReplace, replacements, searchRef, children }: CallFiltersProps) {
  const { t } = useTranslation();
  const rights = useRecordingRights();
  const narrow = useNarrowScreen();
  const [unfolded, fold] = useDisclosure(false);
  const active = countFilters(search);
  const change: ChangeSearch = (part) => onSearch(changeSearch(search, part));
  return (
    <Paper component="section" aria-label={t('filters.label')} p="md" data-no-print>
      <div className={classes.bar}>
        <NumberFilter
          key={`number-${replacements}`}
          value={search.number}
          onChange={(number) => change({ number })}
          inputRef={searchRef}
        />
        <QuickDateButtons search={search} onChange={change} />
        <div className={classes.saved}>{children}</div>
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
          <DurationFilter limit="minDuration" search={search} onChange={change} />
          <DurationFilter limit="maxDuration" search={search} onChange={change} />
          <ExtensionFilter
            key={`extension-${replacements}`}
            value={search.extension}
            onChange={(extension) => change({ extension })}
          />
          {rights.listen && (
            <TagFilter key={`tag-${replacements}`} value={search.tag} onChange={(tag) => change({ tag })} />
          )}
          {rights.listen && (
            <NoteFilter key={`note-${replacements}`} value={search.note} onChange={(note) => change({ note })} />
          )}
          <ReviewFilter review={search.review} onChange={(review) => change({ review })} />
          {active > 0 && (
            <Button
              variant="subtle"
              className={classes.clear}
              leftSection={<Icon name="close" size={16} />}
              onClick={() => onReplace({})}
            >
              {t('filters.clear')}
            </Button>
          )}
        </div>
      </Collapse>
    </Paper>
  );
}

type ChangeSearch = (change: Parameters<typeof changeSearch>[1]) => void;

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

/** With a recording, without one, or why there is none. */
function RecordedFilter({ search, onChange }: FilterProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('filters.recorded')}
      value={search.reason ?? search.recorded ?? ''}
      onChange={(event) => {
        const { value } = event.currentTarget;
        const reason = REASONS.find((one) => one === value);
        const recorded = reason === undefined && value !== '' ? (value as CallSearch['recorded']) : undefined;
        onChange({ recorded, reason });
      }}
      data={[
        { value: '', label: t('filters.anyRecorded') },
        { value: 'true', label: t('filters.withRecording') },
        { value: 'false', label: t('filters.withoutRecording') },
        {
          group: t('history.filters.withoutBecause'),
          items: REASONS.map((reason) => ({ value: reason, label: t(`recording.noneBecause.${reason}`) })),
        },
      ]}
    />
  );
}

/** The shortest or the longest duration. */
function DurationFilter({ search, onChange, limit }: FilterProps & { limit: 'minDuration' | 'maxDuration' }) {
  const { t } = useTranslation();
  const name = `${limit}Ms` as const;
  const chosen = search[name];
  // One of a link that is not offered.
  const offered = chosen === undefined || DURATIONS_MS.includes(chosen) ? DURATIONS_MS : [...DURATIONS_MS, chosen];
  const textOf = (durationMs: number) => {
    const seconds = Math.round(durationMs / 1000);
    if (seconds < 60) return t('history.seconds', { count: seconds });
    return seconds < 3600
      ? t('history.minutes', { count: Math.round(seconds / 60) })
      : t('history.hours', { count: Math.round(seconds / 3600) });
  };
  return (
    <NativeSelect
      label={t(`history.filters.${limit}`)}
      value={chosen ?? ''}
      onChange={(event) => {
        const { value } = event.currentTarget;
        onChange({ [name]: value === '' ? undefined : Number(value) });
      }}
      data={[
        { value: '', label: t('history.filters.anyDuration') },
        ...offered
          .toSorted((a, b) => a - b)
          .map((durationMs) => ({ value: String(durationMs), label: textOf(durationMs) })),
      ]}
    />
  );
}

/** An extension of the company's, whole. */
function ExtensionFilter(props: TextFilterProps) {
  const { t } = useTranslation();
  const { text, type } = useTypedFilter(props, () => true);
  return (
    <TextInput
      inputMode="tel"
      autoComplete="off"
      label={t('history.filters.extension')}
      placeholder={t('history.filters.extensionHint')}
      maxLength={MAX_NUMBER_CHARS}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

/** The number of the caller or callee, or a part of it, in any format; or a part of a name. Esc leaves it. */
function NumberFilter({ inputRef, ...props }: TextFilterProps & { inputRef: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation();
  const { text, type, unusable } = useTypedFilter(props, isSearchable);
  return (
    <TextInput
      ref={inputRef}
      type="search"
      autoComplete="off"
      miw={230}
      style={{ flexGrow: 1 }}
      label={t('history.filters.number')}
      placeholder={t('history.filters.numberHint')}
      maxLength={MAX_NUMBER_CHARS}
      leftSection={<Icon name="search" size={16} />}
      value={text}
      error={unusable && t('history.filters.numberTooShort')}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text === '') event.currentTarget.blur();
      }}
    />
  );
}

const LABEL_ID = 'quick-dates';

interface QuickDateButtonsProps {
  search: CallSearch;
  onChange: ChangeSearch;
}

/** Buttons for today, yesterday, 7 and 30 days; a second press clears the dates. */
function QuickDateButtons({ search, onChange }: QuickDateButtonsProps) {
  const { t } = useTranslation();
  const today = warsawDay(new Date());
  const chosen = quickDatesOf(search, today);
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

/** Mantine labels the calendar by the element that has this id. */
const FIELD_ID = 'call-dates';

type Range = [string | null, string | null];

interface DateFilterProps {
  search: CallSearch;
  onChange: ChangeSearch;
}

/** The first and the last day. The search changes when both are chosen or both are cleared. */
function DateFilter({ search, onChange }: DateFilterProps) {
  const { t } = useTranslation();
  const { from, to } = search;
  const [range, setRange] = useState<Range>([from ?? null, to ?? null]);
  useEffect(() => setRange([from ?? null, to ?? null]), [from, to]);
  const choose = ([first, last]: Range) => {
    setRange([first, last]);
    if ((first === null) === (last === null)) onChange({ from: first ?? undefined, to: last ?? undefined });
  };
  return (
    <DateInput
      type="range"
      id={FIELD_ID}
      popoverProps={{ id: FIELD_ID }}
      label={t('filters.dates')}
      placeholder={t('filters.anyDate')}
      value={range}
      onChange={choose}
      onDropdownClose={() => setRange([from ?? null, to ?? null])}
      allowSingleDateInRange
      hideOutsideDates
      clearable
      clearButtonProps={{ 'aria-label': t('filters.clearDates') }}
    />
  );
}
