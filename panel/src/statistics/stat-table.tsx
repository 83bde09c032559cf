import { Button, Group, Paper, Stack, Table, Text, Title, UnstyledButton } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { csvOf, saveCsv } from './csv.ts';
import type { Period } from './period.ts';
import { sortedBy, type SortOrder, type SortValue } from './sort.ts';
import classes from './statistics.module.css';

export interface StatColumn<Row> {
  readonly key: string;
  readonly label: string;
  /** By which rows are sorted, and what the CSV has. */
  readonly value: (row: Row) => SortValue;
  /** What is shown; missing: the value. */
  readonly cell?: (row: Row) => ReactNode;
  readonly isText?: boolean;
}

interface StatTableProps<Row> {
  title: string;
  lead?: string;
  /** Of the CSV file, without its period. */
  fileName: string;
  period: Period;
  columns: readonly StatColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The column by which the rows come; they stay as they are until another is chosen. */
  sortedAtFirst?: string;
  /** Instead of rows. */
  empty: string;
  children?: ReactNode;
}

const SIGNS = { ascending: '↑', descending: '↓', none: '' } as const;

/** So many rows are shown at first. */
const SHOWN_AT_FIRST = 15;

/** A table that is sorted by a click on a heading, and saved as CSV. */
export function StatTable<Row>(props: StatTableProps<Row>) {
  const { title, lead, columns, rows, rowKey, sortedAtFirst, empty, children } = props;
  const { t } = useTranslation();
  const { language } = useLanguage();
  const id = useId();
  const [sort, setSort] = useState<{ key: string; order: SortOrder } | null>(null);
  const [all, setAll] = useState(false);
  const sortColumn = columns.find(({ key }) => key === sort?.key);
  const sorted =
    sort === null || sortColumn === undefined ? rows : sortedBy(rows, sortColumn.value, sort.order, language);
  const shown = all ? sorted : sorted.slice(0, SHOWN_AT_FIRST);
  const orderOf = ({ key }: StatColumn<Row>): SortOrder | undefined =>
    sort === null ? (key === sortedAtFirst ? 'descending' : undefined) : key === sort.key ? sort.order : undefined;
  const choose = (column: StatColumn<Row>) => {
    const first: SortOrder = column.isText ? 'ascending' : 'descending';
    const other: SortOrder = column.isText ? 'descending' : 'ascending';
    setSort({ key: column.key, order: orderOf(column) === first ? other : first });
  };
  const save = () => {
    const { from, to } = props.period;
    const table = [
      columns.map(({ label }) => label),
      ...sorted.map((row) => columns.map(({ value }) => value(row) ?? '')),
    ];
    saveCsv(`${props.fileName}_${from}_${to}.csv`, csvOf(table, language));
  };
  return (
    <Paper component="section" aria-labelledby={id} p="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {rows.length > 0 && (
            <Button
              className={classes.noPrint}
              size="compact-sm"
              variant="default"
              leftSection={<Icon name="download" size={14} />}
              aria-label={t('statistics.csvOf', { table: title })}
              onClick={save}
            >
              CSV
            </Button>
          )}
        </Group>
        {lead !== undefined && (
          <Text size="sm" c="dimmed">
            {lead}
          </Text>
        )}
        {children}
        {rows.length === 0 ? (
          <Text size="sm">{empty}</Text>
        ) : (
          <div className={classes.scroll} tabIndex={0} role="group" aria-label={title}>
            <Table aria-labelledby={id} className={classes.table} fz="sm">
              <Table.Thead>
                <Table.Tr>
                  {columns.map((column) => (
                    <Table.Th
                      key={column.key}
                      scope="col"
                      aria-sort={orderOf(column) ?? 'none'}
                      data-numeric={!column.isText || undefined}
                    >
                      <UnstyledButton className={classes.sort} onClick={() => choose(column)}>
                        {column.label} {SIGNS[orderOf(column) ?? 'none']}
                      </UnstyledButton>
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((row) => (
                  <Table.Tr key={rowKey(row)}>
                    {columns.map(({ key, cell, value, isText }) => (
                      <Table.Td key={key} data-numeric={!isText || undefined}>
                        {cell === undefined ? (value(row) ?? '–') : cell(row)}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
        {sorted.length > SHOWN_AT_FIRST && (
          <Button
            className={classes.noPrint}
            variant="subtle"
            size="compact-sm"
            onClick={() => setAll(!all)}
            style={{ alignSelf: 'center' }}
          >
            {all ? t('statistics.fewer') : t('statistics.all', { count: sorted.length })}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}
