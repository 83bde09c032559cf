import { Button, Group, NativeSelect, Paper, Pill, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ResponseOf } from '../api/client.ts';
import { audit } from '../i18n/pl/audit.ts';
import { DateInput } from '../ui/date-input.tsx';
import classes from './audit-filters.module.css';
import { AUDIT_GROUPS, type AuditSearch, changeAuditSearch } from './audit-search.ts';
import { useActionName } from './event-text.ts';

type AuditActor = ResponseOf<'/api/v1/audit'>['actors'][number];

interface AuditFiltersProps {
  search: AuditSearch;
  onSearch: (search: AuditSearch) => void;
  /** Whom one can choose from. */
  actors: readonly AuditActor[];
}

/** Parts of the system, which act by themselves. */
const SYSTEM = ['cli', 'billing', 'retention'] as const satisfies (keyof typeof audit.actors)[];
/** Of an option that is a kind of events, not one. */
const GROUP = 'group:';

/** The filters of an audit log: who, what, when, and about what. */
export function AuditFilters({ search, onSearch, actors }: AuditFiltersProps) {
  const { t } = useTranslation();
  const actionName = useActionName();
  const set = (change: Parameters<typeof changeAuditSearch>[1]) => onSearch(changeAuditSearch(search, change));
  const actions = Object.keys(audit.actions)
    .map((value) => ({ value, label: actionName(value) }))
    .toSorted((one, other) => one.label.localeCompare(other.label));
  const offered = [
    ...actors.map(({ actor, name }) => ({ value: actor, label: name })),
    ...SYSTEM.map((part) => ({ value: part as string, label: t(`audit.actors.${part}`) })),
  ];
  const { actor } = search;
  // Of a link, or somebody whose account is removed.
  const isOffered = actor === undefined || offered.some(({ value }) => value === actor);
  return (
    <Paper component="section" aria-label={t('audit.filters.label')} p="md">
      <div className={classes.fields}>
        <NativeSelect
          label={t('audit.columns.actor')}
          value={actor ?? ''}
          onChange={(event) => set({ actor: event.currentTarget.value })}
          data={[
            { value: '', label: t('audit.filters.anybody') },
            ...(isOffered ? [] : [{ value: actor, label: actor }]),
            ...offered,
          ]}
        />
        <NativeSelect
          label={t('audit.columns.action')}
          value={search.group === undefined ? (search.action ?? '') : GROUP + search.group}
          onChange={(event) => {
            const { value } = event.currentTarget;
            const isGroup = value.startsWith(GROUP);
            set(isGroup ? { group: value.slice(GROUP.length), action: '' } : { group: '', action: value });
          }}
          data={[
            { value: '', label: t('audit.filters.anything') },
            {
              group: t('audit.filters.kinds'),
              items: AUDIT_GROUPS.map((group) => ({ value: GROUP + group, label: t(`audit.groups.${group}`) })),
            },
            { group: t('audit.filters.single'), items: actions },
          ]}
        />
        <DateInput<'range'>
          type="range"
          clearable
          allowSingleDateInRange
          label={t('audit.filters.days')}
          placeholder={t('audit.filters.anyDay')}
          value={[search.from ?? null, search.to ?? null]}
          onChange={([from, to]) => set({ from: from ?? undefined, to: to ?? undefined })}
        />
        {Object.keys(search).length > 0 && (
          <Button variant="subtle" onClick={() => onSearch({})}>
            {t('filters.clear')}
          </Button>
        )}
      </div>
      {search.subject !== undefined && (
        <Group gap="xs" mt="sm">
          <Text size="sm">{t('audit.filters.about')}</Text>
          <Pill
            size="md"
            withRemoveButton
            removeButtonProps={{ 'aria-label': t('audit.filters.forgetSubject'), 'aria-hidden': false, tabIndex: 0 }}
            onRemove={() => set({ subject: '' })}
          >
            {search.subject}
          </Pill>
        </Group>
      )}
    </Paper>
  );
}
