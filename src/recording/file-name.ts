import type { RecordingId } from '../base/ids.ts';
import { type PhoneNumber, phoneNumberInFileName } from '../base/phone-number.ts';
import { type WarsawDay, warsawDay, warsawTimeOfDay } from '../base/warsaw-time.ts';
import type { Direction } from './call-description.ts';

export interface NamedCall {
  /** Unix ms. */
  readonly startedAt: number;
  readonly direction: Direction;
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
}

const DIRECTION_IN_NAME: Record<Direction, string> = { inbound: 'in', outbound: 'out', internal: 'internal' };

/**
 * The name of a recording's file: `YYYY-MM-DD_HH-MM-SS_DIRECTION_CALLER_CALLEE.mp3`, time in
 * Europe/Warsaw. `ordinal` distinguishes recordings with the same name: 1 adds nothing, 2 adds `_2`.
 * It consists of digits, dashes, underscores and the direction only, so no name can point outside its folder.
 */
export function recordingFileName(call: NamedCall, ordinal = 1): string {
  const stem = [
    warsawDay(call.startedAt),
    warsawTimeOfDay(call.startedAt),
    DIRECTION_IN_NAME[call.direction],
    phoneNumberInFileName(call.caller),
    phoneNumberInFileName(call.callee),
  ].join('_');
  return `${stem}${ordinal > 1 ? `_${ordinal}` : ''}.mp3`;
}

/** The name of a recording after its numbers were erased. */
export function erasedFileName(recordingId: RecordingId): string {
  return `erased_${recordingId}.mp3`;
}

/** The folder of a day in the tree: `YYYY/MM/DD`. */
export function dayFolder(day: WarsawDay): string {
  return day.replaceAll('-', '/');
}

/** Where a file of a day is in the tree: `YYYY/MM/DD/name`. */
export function recordingPath(day: WarsawDay, fileName: string): string {
  return `${dayFolder(day)}/${fileName}`;
}
