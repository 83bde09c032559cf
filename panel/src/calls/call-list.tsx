import { Group, Stack, Table } from '@mantine/core';
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
import { RecordingCell } from './recording-cell.tsx';

const COLUMNS = ['startedAt', 'direction', 'caller', 'callee', 'duration', 'recording'] as const;

/** The calls as a table, for wide screens. */
export function CallTable({ calls }: { calls: readonly Call[] }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={820} type="native">
      <Table aria-label={t('calls.caption')} highlightOnHover className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((column) => (
              <Table.Th key={column} scope="col" data-column={column}>
                {t(`calls.columns.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {calls.map((call) => (
            <CallRow key={call.id} call={call} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function CallRow({ call }: { call: Call }) {
  const { track } = usePlayer();
  const playing = track !== null && call.recordings.some(({ id }) => id === track.recording.id);
  return (
    <Table.Tr data-playing={playing || undefined}>
      <Table.Td>
        <CallTime instant={call.startedAt} />
      </Table.Td>
      <Table.Td>
        <DirectionLabel direction={call.direction} />
      </Table.Td>
      <Table.Td>
        <PartyNumber number={call.caller} isErased={call.numbersErased} />
      </Table.Td>
      <Table.Td>
        <PartyNumber number={call.callee} isErased={call.numbersErased} />
        {call.dialled !== null && <br />}
        <DialledNumber call={call} />
      </Table.Td>
      <Table.Td data-column="duration">
        <CallDuration call={call} />
      </Table.Td>
      <Table.Td>
        <RecordingCell call={call} />
        <CallChain call={call} />
        <CallFlags call={call} />
      </Table.Td>
    </Table.Tr>
  );
}

/** The calls as a list of cards, for phones. */
export function CallCards({ calls }: { calls: readonly Call[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.list} aria-label={t('calls.caption')}>
      {calls.map((call) => (
        <CallCard key={call.id} call={call} />
      ))}
    </ul>
  );
}

function CallCard({ call }: { call: Call }) {
  const { track } = usePlayer();
  const playing = track !== null && call.recordings.some(({ id }) => id === track.recording.id);
  return (
    <li className={classes.card} data-playing={playing || undefined}>
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
        <CallChain call={call} />
        <CallFlags call={call} />
      </Stack>
    </li>
  );
}
