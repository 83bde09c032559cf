import { Group, Stack, Table } from '@mantine/core';
import { type KeyboardEvent, memo, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { useIsPlaying } from '../player/player-provider.tsx';
import {
  CallDuration,
  CallChain,
  CallFlags,
  CallParties,
  CallTime,
  DialledNumber,
  DirectionLabel,
  PartyNumber,
} from './call-details.tsx';
import classes from './call-list.module.css';
import { CallMarks } from './call-marks.tsx';
import { type ChosenColumn, useHiddenColumns } from './columns.tsx';
import { DeletionNote } from './deletion-note.tsx';
import { RecordingCell } from './recording-cell.tsx';
import { handleRowKey, ROW } from './row-keys.ts';

/** As many as most screens show: they are drawn at once, the others when the browser has time, so that a slow machine can be used before. */
const FIRST_ROWS = 12;

const COLUMNS = ['startedAt', 'direction', 'caller', 'callee', 'duration', 'recording'] as const;

/** The calls as a table, for wide screens. */
export function CallTable({ calls }: { calls: readonly Call[] }) {
  const { t } = useTranslation();
  const [hidden] = useHiddenColumns();
  const rows = useRows(calls);
  return (
    <Table.ScrollContainer minWidth={820} type="native" classNames={{ scrollContainerInner: classes.width }}>
      <Table aria-label={t('calls.caption')} highlightOnHover className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.filter((column) => !isHidden(column, hidden)).map((column) => (
              <Table.Th key={column} scope="col" data-column={column}>
                {t(`calls.columns.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody onKeyDown={rows.onKeyDown}>
          {rows.shown.map((call) => (
            <CallRow key={call.id} call={call} hidden={hidden} {...rows.of(call)} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** The columns that are always there are never hidden. */
function isHidden(column: string, hidden: readonly ChosenColumn[]): boolean {
  return hidden.some((one) => one === column);
}

/** The rows that are drawn. One can be reached by Tab: the first, or the one that had the focus last. Arrows lead from row to row. */
function useRows(calls: readonly Call[]) {
  const shown = useDeferredValue(calls, calls.slice(0, FIRST_ROWS));
  const [chosen, setChosen] = useState<string | null>(null);
  const active = shown.some(({ id }) => id === chosen) ? chosen : shown[0]?.id;
  return {
    shown,
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => handleRowKey(event, setChosen),
    of: ({ id }: Call): RowFocus => ({ isActive: id === active, onFocusRow: setChosen }),
  };
}

interface RowFocus {
  isActive: boolean;
  onFocusRow: (id: string) => void;
}

const rowProps = ({ id }: Call, { isActive, onFocusRow }: RowFocus) => ({
  [ROW]: id,
  tabIndex: isActive ? 0 : -1,
  onFocus: () => onFocusRow(id),
});

interface CallRowProps extends RowFocus {
  call: Call;
  hidden: readonly ChosenColumn[];
}

/** Drawn again only when something of it changes: a press on a button of one row moves the focus to it, and the others have nothing to do. */
const CallRow = memo(function CallRow({ call, hidden, ...focus }: CallRowProps) {
  const playing = useIsPlaying(call.recordings);
  return (
    <Table.Tr data-playing={playing || undefined} {...rowProps(call, focus)}>
      <Table.Td>
        <CallTime instant={call.startedAt} />
      </Table.Td>
      {!hidden.includes('direction') && (
        <Table.Td>
          <DirectionLabel direction={call.direction} />
        </Table.Td>
      )}
      <Table.Td>
        <PartyNumber number={call.caller} name={call.callerName} isErased={call.numbersErased} />
      </Table.Td>
      <Table.Td>
        <PartyNumber number={call.callee} name={call.calleeName} isErased={call.numbersErased} />
        {call.dialled !== null && <br />}
        <DialledNumber call={call} />
      </Table.Td>
      {!hidden.includes('duration') && (
        <Table.Td data-column="duration">
          <CallDuration call={call} />
        </Table.Td>
      )}
      <Table.Td>
        <RecordingCell call={call} />
        <div className={classes.details}>
          {!hidden.includes('deletion') && <DeletionNote call={call} />}
          <CallMarks call={call} />
          <CallChain call={call} />
          <CallFlags call={call} />
        </div>
      </Table.Td>
    </Table.Tr>
  );
});

/** The calls as a list of cards, for phones. */
export function CallCards({ calls }: { calls: readonly Call[] }) {
  const { t } = useTranslation();
  const rows = useRows(calls);
  return (
    <ul className={classes.list} aria-label={t('calls.caption')} onKeyDown={rows.onKeyDown}>
      {rows.shown.map((call) => (
        <CallCard key={call.id} call={call} {...rows.of(call)} />
      ))}
    </ul>
  );
}

const CallCard = memo(function CallCard({ call, ...focus }: { call: Call } & RowFocus) {
  const playing = useIsPlaying(call.recordings);
  return (
    <li className={classes.card} data-playing={playing || undefined} {...rowProps(call, focus)}>
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap">
          <DirectionLabel direction={call.direction} />
          <CallDuration call={call} />
        </Group>
        <CallParties call={call} />
        <Group justify="space-between" gap="xs" mih={36}>
          <CallTime instant={call.startedAt} />
          <RecordingCell call={call} />
        </Group>
        <DeletionNote call={call} />
        <CallChain call={call} />
        <CallFlags call={call} />
        <CallMarks call={call} />
      </Stack>
    </li>
  );
});
