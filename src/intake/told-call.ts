import type { TenantId } from '../base/ids.ts';
import type { PhoneNumber } from '../base/phone-number.ts';
import type { Direction } from '../recording/index.ts';

/** A call as the PBX tells of it itself, beside SIPREC: with its audio in an upload, or in a call record. */
export interface ToldCall {
  /** The PBX's own id of the call: told again under it, it is the same call. */
  readonly externalId: string | null;
  readonly tenantId: TenantId | null;
  /** Null: hidden or not known. */
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  /** Null: to be derived from the numbers. */
  readonly direction: Direction | null;
  /** Unix ms. */
  readonly startedAt: number;
  /** Unix ms; null: nobody answered; undefined: not told. */
  readonly answeredAt?: number | null;
  /** Unix ms; null: not told. */
  readonly endedAt: number | null;
}
