import { fail, ok, type Result } from '../../base/result.ts';
import type { PhoneNumber } from '../../base/phone-number.ts';
import type { CallFlag, Channel, Direction } from '../../recording/index.ts';
import type { Directory, DirectorySource, DirectoryTenant } from '../../tenants/index.ts';
import { correlationIdOf } from './correlation-id.ts';
import { belongsTo, directionOf } from './direction.ts';
import { partiesOf } from './parties.ts';
import type { SessionFacts } from './session-facts.ts';
import { tenantOf } from './tenant.ts';
import { readVendorWords } from './vendor-words.ts';

/** What is made out about a call from what its recording session says. */
export interface DerivedCall {
  readonly tenant: DirectoryTenant;
  readonly direction: Direction;
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  /** Numbers of the tenant's side, extensions and public ones. */
  readonly extensions: readonly PhoneNumber[];
  readonly correlationId: string | null;
  /** Of each recorded stream, in the order of the m-lines. */
  readonly channels: readonly Channel[];
  readonly flags: readonly CallFlag[];
}

/**
 * Whose call it is, who talks with whom, which way. `tenant` is what an earlier answer found: later knowledge
 * about parties does not move a call to another customer.
 */
export function deriveCall(
  directory: Directory,
  source: DirectorySource,
  facts: SessionFacts,
  tenant?: DirectoryTenant,
): Result<DerivedCall, 'tenant-unknown'> {
  const words = readVendorWords(facts.metadata);
  const parties = partiesOf(facts, words);
  const owner = tenant ?? tenantOf({ directory, source, facts, words, parties });
  if (owner === null) return fail('tenant-unknown');
  const { direction, guessed } = directionOf(directory, owner, parties, words);
  return ok({
    tenant: owner,
    direction,
    caller: parties.caller,
    callee: parties.callee,
    extensions: parties.numbers.filter((number) => belongsTo(directory, owner, number)),
    correlationId: correlationIdOf(facts, words),
    channels: parties.channels,
    flags: [
      ...flag('direction-guessed', guessed),
      ...flag('parties-guessed', parties.guessed),
      ...flag('metadata-malformed', facts.metadataMalformed),
      ...flag('metadata-missing', facts.metadata === null && !facts.metadataMalformed),
      ...flag('mixed-stream', parties.channels.includes('mixed')),
    ],
  });
}

function flag(name: CallFlag, set: boolean): CallFlag[] {
  return set ? [name] : [];
}
