import { Group } from '@mantine/core';
import type { Call } from '../api/client.ts';
import { FlagNote } from './flag-note.tsx';
import { HoldNote } from './hold-note.tsx';

/** What holds a call's recordings, and what is doubtful or incomplete about it, each said once. */
export function CallFlags({ call }: { call: Call }) {
  const flags = new Set([...call.flags, ...call.recordings.flatMap((recording) => recording.flags)]);
  const holds = call.recordings.flatMap(({ id, hold }) => (hold === null ? [] : [{ id, hold }]));
  if (flags.size + holds.length === 0) return null;
  return (
    <Group gap="4px 12px">
      {holds.map(({ id, hold }) => (
        <HoldNote key={id} hold={hold} />
      ))}
      {[...flags].map((flag) => (
        <FlagNote key={flag} flag={flag} />
      ))}
    </Group>
  );
}
