/** Which party a recorded stream carries; `mixed` is both in one. Caller is left, callee right. */
export type Channel = 'caller' | 'callee' | 'mixed';

/** What a stream carries: after a transfer it may be another party's. */
export interface ChannelOverTime {
  /** At the beginning. */
  readonly channel: Channel;
  /** Later changes, in order; missing: none. */
  readonly channelChanges?: readonly ChannelChange[];
}

export interface ChannelChange {
  /** Unix ms. */
  readonly since: number;
  readonly channel: Channel;
}

/** A session that changes it more often has an error; the last channel stays. */
const MAX_CHANGES = 100;

/** `at`: Unix ms. */
export function channelAt({ channel, channelChanges = [] }: ChannelOverTime, at: number): Channel {
  return channelChanges.findLast(({ since }) => since <= at)?.channel ?? channel;
}

/** From `since` on (Unix ms; 0: from the beginning) it is `channel`; what was noted from then on is replaced. */
export function withChannel(known: ChannelOverTime, { since, channel }: ChannelChange): ChannelOverTime {
  if (since === 0) return { channel };
  const before = (known.channelChanges ?? []).filter((change) => change.since < since);
  const last = before.at(-1)?.channel ?? known.channel;
  const changes = last === channel || before.length >= MAX_CHANGES ? before : [...before, { since, channel }];
  return { channel: known.channel, ...(changes.length > 0 && { channelChanges: changes }) };
}
