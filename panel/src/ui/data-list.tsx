import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './data-list.module.css';
import { useNarrowScreen } from './use-environment.ts';

export interface Column<Row> {
  /** The heading of the column; on a phone the label of the card's line. */
  readonly label: string;
  /** Aligned right, not wrapped. */
  readonly numeric?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface DataListProps<Row> {
  /** Name of the list for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

/** Rows of the same kind: a table on a wide screen, cards on a phone. */
export function DataList<Row>(props: DataListProps<Row>) {
  const narrow = useNarrowScreen();
  return narrow ? <Cards {...props} /> : <WideTable {...props} />;
}

function WideTable<Row>({ label, columns, rows, rowKey }: DataListProps<Row>) {
  return (
    <Table.ScrollContainer minWidth={0} type="native">
      <Table aria-label={label} className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.label} scope="col" data-numeric={column.numeric || undefined}>
                {column.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map((column) => (
                <Table.Td key={column.label} data-numeric={column.numeric || undefined}>
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Cards<Row>({ label, columns, rows, rowKey }: DataListProps<Row>) {
  return (
    <ul className={classes.cards} aria-label={label}>
      {rows.map((row) => (
        <li key={rowKey(row)} className={classes.card}>
          <dl>
            {columns.map((column) => (
              <CardLine key={column.label} label={column.label}>
                {column.cell(row)}
              </CardLine>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

/** Nothing where the row has nothing, such as a button of another row. */
function CardLine({ label, children }: { label: string; children: ReactNode }) {
  if (children === null || children === undefined || children === false || children === '') return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Names with values, in as many columns as fit. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

/** One name with its value below it. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
