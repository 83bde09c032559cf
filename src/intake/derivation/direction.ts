import { isShortNumber, type PhoneNumber } from '../../base/phone-number.ts';
import type { Direction } from '../../recording/index.ts';
import type { Directory, DirectoryTenant } from '../../tenants/index.ts';
import type { Parties } from './parties.ts';

/**
 * Short numbers of the public network: emergency and service codes of the Polish numbering plan (112, 9xx, 116xxx,
 * 118xxx, 19xxx). Every other short number is an extension of a PBX.
 */
const PUBLIC_SHORT_CODE = /^(112|9\d{2,3}|11[68]\d{3}|19\d{2,3})$/;

export interface DirectionAnswer {
  readonly direction: Direction;
  /** Nothing told; `inbound` is the default. */
  readonly guessed: boolean;
}

/**
 * Which way the call went. Two ends of the same tenant make it internal whatever the vendor says: its word tells
 * who placed the call, not where the other end is.
 */
export function directionOf(
  directory: Directory,
  tenant: DirectoryTenant,
  parties: Pick<Parties, 'caller' | 'callee'>,
  words: { readonly direction: Direction | null },
): DirectionAnswer {
  const callerIsOurs = belongsTo(directory, tenant, parties.caller);
  const calleeIsOurs = belongsTo(directory, tenant, parties.callee);
  if (callerIsOurs && calleeIsOurs) return { direction: 'internal', guessed: false };
  if (words.direction !== null) return { direction: words.direction, guessed: false };
  if (callerIsOurs) return { direction: 'outbound', guessed: false };
  return { direction: 'inbound', guessed: !calleeIsOurs };
}

/** Whether a number is on the tenant's side: its own, or an extension that is nobody else's. */
export function belongsTo(directory: Directory, tenant: DirectoryTenant, number: PhoneNumber | null): boolean {
  if (number === null) return false;
  const owner = directory.ownerOf(number);
  if (owner !== null) return owner.id === tenant.id;
  return isShortNumber(number) && !PUBLIC_SHORT_CODE.test(number);
}
