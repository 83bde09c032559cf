/** How to have the server write a file from a byte on. */
export interface Way {
  readonly command: 'STOR' | 'APPE';
  readonly from: number;
  readonly restart: boolean;
}

/** The whole file: what is left where nothing else is possible. */
export const ANEW: Way = { command: 'STOR', from: 0, restart: false };

/**
 * The ways to go on. RFC 3659 §5.3: REST before STOR. First, because what it writes is where it belongs even if the server of
 * the broken connection still wrote a little; APPE (RFC 959) where it is refused.
 */
export function waysToSend(from: number, heldBytes: number): readonly Way[] {
  if (from === 0) return [];
  const restart: Way = { command: 'STOR', from, restart: true };
  return from === heldBytes ? [restart, { command: 'APPE', from, restart: false }] : [restart];
}
