import type { PhoneNumber } from '../base/phone-number.ts';

/** The side of a party: the caller's (left) or the callee's (right). Who takes a call over has the side of whom it was taken from. */
export type Side = 'caller' | 'callee';

/** A party while it took part in a session. */
export interface CallParty {
  /** Null: withheld or unknown. */
  readonly number: PhoneNumber | null;
  readonly side: Side;
  /** Unix ms. */
  readonly from: number;
  /** Null: until the end. */
  readonly until: number | null;
}
