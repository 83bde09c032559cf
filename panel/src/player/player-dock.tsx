import { useState } from 'react';
import { PlayerBar } from './player-bar.tsx';
import { usePlayer } from './player-provider.tsx';
import { NORMAL_SPEED } from './speed.ts';

/** The place of the player at the foot of every page; the speed chosen holds for the next recordings too. */
export function PlayerDock() {
  const { track, close } = usePlayer();
  const [speed, setSpeed] = useState(NORMAL_SPEED);
  if (track === null) return null;
  return <PlayerBar key={track.recording.id} track={track} speed={speed} onSpeed={setSpeed} onClose={close} />;
}
