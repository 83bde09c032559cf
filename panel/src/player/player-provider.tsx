import { createContext, type ReactNode, use, useMemo, useRef, useState } from 'react';
import type { Call, Recording } from '../api/client.ts';

/** The recording in the player, with its call. */
export interface Track {
  readonly call: Call;
  readonly recording: Recording;
}

interface Player {
  readonly track: Track | null;
  /** Opens the player, or closes it if it already has this track. `opener` gets the focus when the player closes. */
  readonly open: (track: Track, opener: HTMLElement) => void;
  readonly close: () => void;
}

const PlayerContext = createContext<Player | null>(null);

/** Keeps the track while the user moves between pages. */
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
