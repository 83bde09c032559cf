import type { Extensions, RecordingMetadata } from '../../wire/siprec/index.ts';

/** What vendors say in elements of their own, in one language. */
export interface VendorWords {
  /** Addresses as written. */
  readonly caller: string | null;
  readonly callee: string | null;
  readonly callerParticipantId: string | null;
  /** Seen from the tenant's party. */
  readonly direction: 'inbound' | 'outbound' | null;
  /** What may name the tenant, best first. */
  readonly tenantNames: readonly string[];
  /** Ids of the call that are the same in every session and on every recorder, best first. */
  readonly callIds: readonly string[];
}

const CALLER = ['callingpartynumber', 'callingnumber', 'fromhdr'];
const CALLEE = ['calledpartynumber', 'callednumber', 'tohdr', 'dialeddigits'];
/** BroadWorks; Metaswitch; Oracle. */
const TENANT = ['serviceproviderid', 'groupid', 'businessgroup', 'realm'];
/** Oracle, AudioCodes with Avaya or Genesys behind it, Ribbon, BroadWorks, Cisco. */
const CALL_ID = ['ucid', 'x-isr-ucid', 'avayaucid', 'genesysuuid', 'gcid', 'exttrackingid', 'cisco-guid'];
/** Oracle marks the participant who placed the call. */
const PLACED_THE_CALL = ['callerorig', 'callingparty'];

/** Gathers the vendor's words from wherever in the metadata the vendor put them. */
export function readVendorWords(metadata: RecordingMetadata | null): VendorWords {
  const said = metadata === null ? [] : extensionsOf(metadata);
  const first = (names: readonly string[]): string | null => valuesOf(said, names)[0] ?? null;
  const direction = directionOf(said);
  const recorded = first(['recordedparty']);
  return {
    caller: first(CALLER) ?? (direction === 'outbound' ? recorded : null),
    callee: first(CALLEE) ?? (direction === 'inbound' ? recorded : null),
    callerParticipantId: metadata?.participants.find(placedTheCall)?.id ?? null,
    direction,
    tenantNames: [
      ...joined(valuesOf(said, ['serviceproviderid']), valuesOf(said, ['groupid'])),
      ...valuesOf(said, TENANT),
    ],
    callIds: valuesOf(said, CALL_ID),
  };
}

function extensionsOf(metadata: RecordingMetadata): Extensions[] {
  const { extensions, groups, sessions, participants } = metadata;
  return [extensions, ...[...groups, ...sessions, ...participants].map((element) => element.extensions)];
}

function valuesOf(said: readonly Extensions[], names: readonly string[]): string[] {
  return names.flatMap((name) => said.map((extensions) => extensions.get(name))).filter((value) => value !== undefined);
}

/** BroadWorks groups are unique within their service provider only. */
function joined(providers: readonly string[], groups: readonly string[]): string[] {
  const [provider] = providers;
  const [group] = groups;
  return provider === undefined || group === undefined ? [] : [`${provider}/${group}`];
}

function placedTheCall(participant: { readonly extensions: Extensions }): boolean {
  return PLACED_THE_CALL.some((name) => participant.extensions.get(name)?.toLowerCase() === 'true');
}

/** BroadWorks tells by the element's name, Metaswitch and others by the value of `callType`. */
function directionOf(said: readonly Extensions[]): 'inbound' | 'outbound' | null {
  if (valuesOf(said, ['origcall']).length > 0) return 'outbound';
  if (valuesOf(said, ['termcall']).length > 0) return 'inbound';
  const [word] = valuesOf(said, ['calltype', 'calldirection', 'direction']);
  if (word === undefined) return null;
  if (/^(orig|out|mo\b)/i.test(word)) return 'outbound';
  return /^(term|in(bound|coming)|mt\b)/i.test(word) ? 'inbound' : null;
}
