import { useMemo } from 'react';
import { barsPath, loudestOf } from './bars.ts';
import classes from './lane.module.css';

interface LaneProps {
  /** Whose voice it is; decides the colour. */
  party: 'caller' | 'callee';
  label: string;
  /** 0…255 for each slice of the recording. */
  peaks: readonly number[];
  scale: number;
  /** How many bars fit. */
  count: number;
}

/** The loudness of one party through the recording; what has been played is drawn in full colour. */
export function Lane({ party, label, peaks, scale, count }: LaneProps) {
  const path = useMemo(() => barsPath(loudestOf(peaks, count), scale), [peaks, scale, count]);
  return (
    <div className={classes.lane} data-party={party}>
      <span className={classes.label}>{label}</span>
      <div className={classes.bars}>
        <svg viewBox={`0 0 ${Math.max(count, 1)} 1`} preserveAspectRatio="none" aria-hidden="true">
          <path d={path} />
          <path d={path} className={classes.played} />
        </svg>
      </div>
    </div>
  );
}
