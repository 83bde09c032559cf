import type { Extensions, RecordingMetadata } from '../../wire/siprec/index.ts';

/** What vendors write in their own elements of the metadata, under common names. */
export interface VendorMetadata {
  /** Address as written. */
  readonly caller: string | null;
  readonly callee: string | null;
  readonly callerParticipantId: string | null;
  /** As the tenant's party sees it. */
  readonly direction: 'inbound' | 'outbound' | null;
  /** Possible names of the tenant, best first. */
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
/** Oracle marks the participant who placed the call with one of these. */
const PLACED_CALL = ['callerorig', 'callingparty'];

/** Reads the vendor's elements from anywhere in the metadata. */
export function readVendorMetadata(metadata: RecordingMetadata | null): VendorMetadata {
  const elements = metadata === null ? [] : extensionsOf(metadata);
  const first = (names: readonly string[]): string | null => valuesOf(elements, names)[0] ?? null;
  const direction = directionOf(elements);
  const recorded = first(['recordedparty']);
  return {
    caller: first(CALLER) ?? (direction === 'outbound' ? recorded : null),
    callee: first(CALLEE) ?? (direction === 'inbound' ? recorded : null),
    callerParticipantId: metadata?.participants.find(placedCall)?.id ?? null,
    direction,
    tenantNames: [
      ...groupNames(valuesOf(elements, ['serviceproviderid']), valuesOf(elements, ['groupid'])),
      ...valuesOf(elements, TENANT),
    ],
    callIds: valuesOf(elements, CALL_ID),
  };
}

function extensionsOf(metadata: RecordingMetadata): Extensions[] {
  const { extensions, groups, sessions, participants } = metadata;
  return [extensions, ...[...groups, ...sessions, ...participants].map((element) => element.extensions)];
}

function valuesOf(elements: readonly Extensions[], names: readonly string[]): string[] {
  return names
    .flatMap((name) => elements.map((extensions) => extensions.get(name)))
    .filter((value) => value !== undefined);
}

/** `PROVIDER/GROUP`: BroadWorks groups are unique within their service provider only. */
function groupNames(providers: readonly string[], groups: readonly string[]): string[] {
  const [provider] = providers;
  const [group] = groups;
  return provider === undefined || group === undefined ? [] : [`${provider}/${group}`];
}

function placedCall(participant: { readonly extensions: Extensions }): boolean {
  return PLACED_CALL.some((name) => participant.extensions.get(name)?.toLowerCase() === 'true');
}

/** BroadWorks gives it by the element's name, Metaswitch and others by the value of `callType`. */
function directionOf(elements: readonly Extensions[]): 'inbound' | 'outbound' | null {
  if (valuesOf(elements, ['origcall']).length > 0) return 'outbound';
  if (valuesOf(elements, ['termcall']).length > 0) return 'inbound';
  const [value] = valuesOf(elements, ['calltype', 'calldirection', 'direction']);
  if (value === undefined) return null;
  if (/^(orig|out|mo\b)/i.test(value)) return 'outbound';
  return /^(term|in(bound|coming)|mt\b)/i.test(value) ? 'inbound' : null;
}
