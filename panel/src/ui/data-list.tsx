import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './data-list.module.css';
import { useNarrowScreen } from './use-environment.ts';

export interface Column<Row> {
  /** What the column is called; the name of a card's line too. */
  readonly label: string;
  /** Set to the right, on one line. */
  readonly numeric?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface DataListProps<Row> {
  /** What is listed, for a screen reader. */
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

function CardLine({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Facts beside each other, as many as the width lets. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

/** A name and what is to be told under it. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
