import type { EncodedCall } from '../encoding/index.ts';
import type { CallDescription, CallFlag, LegPause } from '../recording/index.ts';
import { type SpooledCall, withEndFlag } from '../spool/index.ts';

type LegStatistics = EncodedCall['recording']['legs'][number];

/** Half a second. A few stray packets say nothing about a leg. */
const MIN_PACKETS = 25;

/** Of a leg's packets, those that cannot be decoded are more than one in so many. */
const UNDECODABLE_SHARE = 10;

/** The description with the flags of how the call ended and what audio it has. */
export function withAudioFlags(call: SpooledCall, { recording: { legs }, damaged }: EncodedCall): CallDescription {
  const description = withEndFlag(call.description, call.endReason);
  const flags = new Set<CallFlag>(description.flags);
  if (damaged.length > 0) flags.add('damaged');
  const undecodable = legs.filter(isUndecodable);
  if (undecodable.length > 0) flags.add('not-decodable');
  if (legs.some(({ unnegotiated }) => unnegotiated >= MIN_PACKETS)) flags.add('unnegotiated-codec');
  // What was damaged may have been all packets of a leg.
  if (!flags.has('damaged')) {
    const arrived = legs.filter((leg) => leg.packets > 0 || undecodable.includes(leg));
    if (arrived.length === 0) flags.add('no-audio');
    else if (legs.some((leg) => isSilent(leg, arrived, call))) flags.add('leg-silent');
  }
  if (legs.some(({ channel, packets }) => channel === 'mixed' && packets > 0)) flags.add('mixed-stream');
  return { ...description, flags: [...flags] };
}

/** What none of a leg's keys opens cannot be decoded either. */
function isUndecodable({ packets, undecodable, unauthentic, noise }: LegStatistics): boolean {
  const lost = undecodable + unauthentic;
  return noise || (lost >= MIN_PACKETS && lost * UNDECODABLE_SHARE > packets);
}

/** Nothing came on a leg, and its party was not heard on another one. Where all of it was paused nothing was to come. */
function isSilent({ leg, channel }: LegStatistics, arrived: readonly LegStatistics[], call: SpooledCall): boolean {
  const isHeard = arrived.some((other) => other.leg === leg || other.channel === channel);
  return (
    !isHeard &&
    !isRemoved(leg, call) &&
    !(call.description.pauses ?? []).some((pause) => pause.leg === leg && isWhole(pause, call))
  );
}

/** Of a stream that the PBX removed nothing was to come any more; some remove all of them just before they hang up. */
function isRemoved(leg: number, { legs }: SpooledCall): boolean {
  return legs.some((one) => one.leg === leg && one.removed === true) && legs.some(({ removed }) => removed !== true);
}

function isWhole({ from, until }: LegPause, { description: { startedAt }, endedAt }: SpooledCall): boolean {
  return from <= startedAt && (until ?? endedAt) >= endedAt;
}
