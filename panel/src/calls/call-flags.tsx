import { Group } from '@mantine/core';
import type { Call } from '../api/client.ts';
import { FlagNote } from './flag-note.tsx';

/** What is doubtful or incomplete about a call and its recordings, each said once. */
export function CallFlags({ call }: { call: Call }) {
  const flags = new Set([...call.flags, ...call.recordings.flatMap((recording) => recording.flags)]);
  if (flags.size === 0) return null;
  return (
    <Group gap="4px 12px">
      {[...flags].map((flag) => (
        <FlagNote key={flag} flag={flag} />
      ))}
    </Group>
  );
}
