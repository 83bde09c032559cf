import { SKIP_SECONDS } from './player-keys.ts';

/** A turn back or forward about the number of seconds it skips. */
export function SkipIcon({ way }: { way: 'back' | 'forward' }) {
  return (
    <svg width={28} height={28} viewBox="0 0 28 28" aria-hidden="true" focusable="false">
      <path
        d="M7.5 5.5v4.8h4.8M7.8 10.1a9 9 0 1 1-2.3 4.6"
        transform={way === 'forward' ? 'translate(28) scale(-1 1)' : undefined}
        fill="none"
        stroke="currentColor"
        strokeWidth={2}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <text x={14.2} y={19.4} fontSize={9} fontWeight={700} textAnchor="middle" fill="currentColor">
        {SKIP_SECONDS}
      </text>
    </svg>
  );
}
