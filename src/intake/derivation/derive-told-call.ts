import type { PhoneNumber } from '../../base/phone-number.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { CallFlag, Direction } from '../../recording/index.ts';
import type { Directory, DirectorySource, DirectoryTenant } from '../../tenants/index.ts';
import type { ToldCall } from '../told-call.ts';
import { belongsTo, directionOf } from './direction.ts';
import { ownerOfCall } from './tenant.ts';

/** What is made out about a call of which the PBX tells itself. */
export interface DerivedToldCall {
  readonly tenant: DirectoryTenant;
  readonly direction: Direction;
  /** Numbers of the tenant's side, extensions and public ones. */
  readonly extensions: readonly PhoneNumber[];
  readonly flags: readonly CallFlag[];
}

export type ToldCallFault = 'tenant-not-of-source' | 'call-owner-unknown';

/**
 * Whose call it is and which way it went. The key of a source that has a tenant files calls of that tenant only, whatever
 * their numbers; of any other the PBX's word decides, then the owner of a number.
 */
export function deriveToldCall(
  directory: Directory,
  source: DirectorySource,
  told: Pick<ToldCall, 'tenantId' | 'caller' | 'callee' | 'direction'>,
): Result<DerivedToldCall, ToldCallFault> {
  const numbers = [told.caller, told.callee].filter((number) => number !== null);
  const parties = { caller: told.caller, callee: told.callee, numbers };
  const named = source.defaultTenantId ?? told.tenantId;
  if (told.tenantId !== null && told.tenantId !== named) return fail('tenant-not-of-source');
  const tenant = named === null ? ownerOfCall({ directory, source, words: told, parties }) : directory.tenant(named);
  if (tenant === null) return fail(named === null ? 'call-owner-unknown' : 'tenant-not-of-source');
  const { direction, guessed } = directionOf(directory, tenant, parties, told);
  return ok({
    tenant,
    direction,
    extensions: [...new Set(numbers)].filter((number) => belongsTo(directory, tenant, number)),
    flags: guessed ? ['direction-guessed'] : [],
  });
}
