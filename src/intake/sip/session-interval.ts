import { type HeaderField, parseDeltaSeconds, type SipHeaders } from '../../wire/sip/index.ts';
import type { ResponseOptions } from './transaction-user.ts';

/** How long a session lasts without a refresh (RFC 4028). */
export interface SessionTimerLimits {
  /** Longer intervals are reduced to this one. */
  readonly maxSeconds: number;
  /** Shorter ones are refused with 422. */
  readonly minSeconds: number;
}

/** RFC 4028 §4: 1800 s is recommended, and less than 90 s is never allowed. */
export const DEFAULT_SESSION_TIMER: SessionTimerLimits = { maxSeconds: 1800, minSeconds: 90 };

export interface SessionInterval {
  readonly seconds: number;
  /** Who refreshes: we, or the peer. */
  readonly weRefresh: boolean;
}

interface SessionExpires {
  readonly seconds: number;
  readonly refresher: 'uac' | 'uas' | null;
}

/** RFC 4028 §4; null where there is none that can be read: then nobody has asked for a session timer. */
function readSessionExpires(headers: SipHeaders): SessionExpires | null {
  const read = parseDeltaSeconds(headers.first('Session-Expires') ?? '');
  if (!read.ok) return null;
  const refresher = read.value.parameters.get('refresher')?.toLowerCase();
  return { seconds: read.value.seconds, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : null };
}

/** RFC 4028 §5: the smallest interval that the sender accepts. */
export function readMinSe(headers: SipHeaders): number | null {
  const read = parseDeltaSeconds(headers.first('Min-SE') ?? '');
  return read.ok ? read.value.seconds : null;
}

function supportsTimer(headers: SipHeaders): boolean {
  return [...headers.list('Supported'), ...headers.list('Require')].some((tag) => tag.toLowerCase() === 'timer');
}

/**
 * RFC 4028 §9: an interval smaller than our minimum is refused with 422, "and the UAS MUST include a Min-SE header field". Only
 * where the peer says that it knows session timers: another one could do nothing with a 422.
 */
export function refuseInterval(headers: SipHeaders, { minSeconds }: SessionTimerLimits): ResponseOptions | null {
  const asked = readSessionExpires(headers);
  if (asked === null || asked.seconds >= minSeconds || !supportsTimer(headers)) return null;
  return { status: 422, headers: [{ name: 'Min-SE', value: String(minSeconds) }] };
}

/**
 * The interval after our 2xx to a request. RFC 4028 §9: it may be reduced but not below the request's Min-SE, and "MUST NOT" be
 * increased. A peer that does not know session timers cannot refresh (table 2), so we do. A request that names no
 * interval leaves the session with what it has, and counts as a refresh: a session timer is never imposed on a peer that did not
 * ask, because some list `timer` and never refresh; dead sessions are found by the probe.
 */
export function negotiateInterval(
  headers: SipHeaders,
  { maxSeconds, minSeconds }: SessionTimerLimits,
  current: SessionInterval | null,
): SessionInterval | null {
  const asked = readSessionExpires(headers);
  const peerSupports = supportsTimer(headers);
  if (asked === null || asked.seconds < minSeconds) {
    return current === null ? null : { ...current, weRefresh: current.weRefresh || !peerSupports };
  }
  const longest = Math.max(maxSeconds, readMinSe(headers) ?? 0, minSeconds);
  return { seconds: Math.min(asked.seconds, longest), weRefresh: !peerSupports || asked.refresher === 'uas' };
}

/** For our 2xx. "If the refresher parameter […] has a value of 'uac', the UAS MUST place a Require header field" (§9). */
export function intervalOfResponse(interval: SessionInterval | null, request: SipHeaders): readonly HeaderField[] {
  if (interval === null) return [];
  const expires = sessionExpires(interval.seconds, interval.weRefresh ? 'uas' : 'uac');
  return supportsTimer(request) ? [expires, { name: 'Require', value: 'timer' }] : [expires];
}

/** For a request of ours, in which we are the UAC (§7.4). `minSe`: the largest Min-SE of a 422 so far. */
export function intervalOfRequest(interval: SessionInterval | null, minSe: number | null): readonly HeaderField[] {
  if (interval === null) return [];
  const min = minSe === null ? [] : [{ name: 'Min-SE', value: String(minSe) }];
  return [sessionExpires(interval.seconds, interval.weRefresh ? 'uac' : 'uas'), ...min];
}

/** The interval after a 2xx to a request of ours (§7.2). One without Session-Expires changes nothing. */
export function intervalOfAnswer(response: SipHeaders, current: SessionInterval): SessionInterval {
  const answered = readSessionExpires(response);
  if (answered === null || answered.seconds < DEFAULT_SESSION_TIMER.minSeconds) return current;
  const weRefresh = answered.refresher === null ? current.weRefresh : answered.refresher === 'uac';
  return { seconds: answered.seconds, weRefresh };
}

function sessionExpires(seconds: number, refresher: 'uac' | 'uas'): HeaderField {
  return { name: 'Session-Expires', value: `${seconds};refresher=${refresher}` };
}
