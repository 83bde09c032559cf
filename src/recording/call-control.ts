/**
 * What somebody may order while a call runs. Of one that is recorded on demand: `start` keeps it from then on, `keep` from its beginning.
 * Of any call: `pause` and `resume`.
 */
export const CONTROL_ACTIONS = ['start', 'keep', 'pause', 'resume'] as const;
export type ControlAction = (typeof CONTROL_ACTIONS)[number];

/** `nothing`: it is recorded on demand, and nobody has ordered it. `from-order`: since `start`. */
export const KEPT_PARTS = ['nothing', 'from-order', 'all'] as const;
export type KeptPart = (typeof KEPT_PARTS)[number];

/** A call after what was ordered. */
export interface ControlledCall {
  readonly kept: KeptPart;
  /** By an order; the PBX may pause it, too. */
  readonly paused: boolean;
  /** All of it: no order lifts that. Missing: it has not. */
  readonly pausedByPbx?: true;
}

/** `disk-failing`: it holds, but a recorder that is killed now may forget it. */
export type ControlRefusal = 'call-ended' | 'disk-failing';
