import { createContext, type ReactNode, use, useMemo, useRef, useState } from 'react';
import type { Call, Recording } from '../api/client.ts';

/** A recording chosen to be listened to, with the call it is of. */
export interface Track {
  readonly call: Call;
  readonly recording: Recording;
}

interface Player {
  readonly track: Track | null;
  /** Opens the player on a track, or closes it when it is there already. `opener` gets the focus back in the end. */
  readonly open: (track: Track, opener: HTMLElement) => void;
  readonly close: () => void;
}

const PlayerContext = createContext<Player | null>(null);

/** Remembers what is listened to, while the person moves between the pages. */
export function PlayerProvider({ children }: { children: ReactNode }) {
  const [track, setTrack] = useState<Track | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  const player = useMemo<Player>(() => {
    const close = () => {
      setTrack(null);
      opener.current?.focus();
    };
    const open = (chosen: Track, by: HTMLElement) => {
      if (chosen.recording.id === track?.recording.id) return close();
      opener.current = by;
      setTrack(chosen);
    };
    return { track, open, close };
  }, [track]);
  return <PlayerContext value={player}>{children}</PlayerContext>;
}

export function usePlayer(): Player {
  const player = use(PlayerContext);
  if (player === null) throw new Error('Used outside PlayerProvider');
  return player;
}
