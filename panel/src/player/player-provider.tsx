import { createContext, type ReactNode, use, useState, useSyncExternalStore } from 'react';
import type { Call, Recording } from '../api/client.ts';

/** The recording in the player, with its call. */
export interface Track {
  readonly call: Call;
  readonly recording: Recording;
}

/**
 * The track, kept while the user moves between pages. It is no state of a component: of a list of many calls only the rows that change
 * are drawn again, so the sound does not wait for all of them.
 */
class Player {
  #track: Track | null = null;
  #opener: HTMLElement | null = null;
  readonly #listeners = new Set<() => void>();

  readonly track = (): Track | null => this.#track;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens the player, or closes it if it already has this track. `opener` gets the focus when the player closes. */
  readonly open = (chosen: Track, opener: HTMLElement): void => {
    if (chosen.recording.id === this.#track?.recording.id) return this.close();
    this.#opener = opener;
    this.#set(chosen);
  };

  readonly close = (): void => {
    this.#set(null);
    this.#opener?.focus();
  };

  #set(track: Track | null): void {
    this.#track = track;
    for (const listener of this.#listeners) listener();
  }
}

const PlayerContext = createContext<Player | null>(null);

export function PlayerProvider({ children }: { children: ReactNode }) {
  const [player] = useState(() => new Player());
  return <PlayerContext value={player}>{children}</PlayerContext>;
}

/** To open and close it; it does not say what it plays. */
export function usePlayer(): Pick<Player, 'open' | 'close'> {
  return useOwnPlayer();
}

export function useTrack(): Track | null {
  const player = useOwnPlayer();
  return useSyncExternalStore(player.subscribe, player.track);
}

/** Whether one of these recordings is in the player. */
export function useIsPlaying(recordings: readonly Pick<Recording, 'id'>[]): boolean {
  const player = useOwnPlayer();
  return useSyncExternalStore(player.subscribe, () => {
    const playing = player.track()?.recording.id;
    return recordings.some(({ id }) => id === playing);
  });
}

function useOwnPlayer(): Player {
  const player = use(PlayerContext);
  if (player === null) throw new Error('Used outside PlayerProvider');
  return player;
}
