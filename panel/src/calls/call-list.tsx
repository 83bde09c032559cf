import { Group, Stack, Table } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { usePlayer } from '../player/player-provider.tsx';
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

const COLUMNS = ['startedAt', 'direction', 'caller', 'callee', 'duration', 'recording'] as const;

/** The calls as a table, for wide screens. */
export function CallTable({ calls }: { calls: readonly Call[] }) {
  const { t } = useTranslation();
  const [hidden] = useHiddenColumns();
  const rows = useRowFocus(calls);
  return (
    <Table.ScrollContainer minWidth={820} type="native">
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
          {calls.map((call) => (
            <CallRow key={call.id} call={call} hidden={hidden} focus={rows.of(call)} />
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

/** One row can be reached by Tab: the first, or the one that had the focus last. Arrows lead from row to row. */
function useRowFocus(calls: readonly Call[]) {
  const [chosen, setChosen] = useState<string | null>(null);
  const active = calls.some(({ id }) => id === chosen) ? chosen : calls[0]?.id;
  return {
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => handleRowKey(event, setChosen),
    of: ({ id }: Call) => ({ [ROW]: id, tabIndex: id === active ? 0 : -1, onFocus: () => setChosen(id) }),
  };
}

type RowFocus = ReturnType<ReturnType<typeof useRowFocus>['of']>;

interface CallRowProps {
  call: Call;
  hidden: readonly ChosenColumn[];
  focus: RowFocus;
}

function CallRow({ call, hidden, focus }: CallRowProps) {
  const { track } = usePlayer();
  const playing = track !== null && call.recordings.some(({ id }) => id === track.recording.id);
  return (
    <Table.Tr data-playing={playing || undefined} {...focus}>
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
}

/** The calls as a list of cards, for phones. */
export function CallCards({ calls }: { calls: readonly Call[] }) {
  const { t } = useTranslation();
  const rows = useRowFocus(calls);
  return (
    <ul className={classes.list} aria-label={t('calls.caption')} onKeyDown={rows.onKeyDown}>
      {calls.map((call) => (
        <CallCard key={call.id} call={call} focus={rows.of(call)} />
      ))}
    </ul>
  );
}

function CallCard({ call, focus }: { call: Call; focus: RowFocus }) {
  const { track } = usePlayer();
  const playing = track !== null && call.recordings.some(({ id }) => id === track.recording.id);
  return (
    <li className={classes.card} data-playing={playing || undefined} {...focus}>
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
}
