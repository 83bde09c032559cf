import type { RecordingRuleId } from '../base/ids.ts';

/** The recording rule that decided about a call, as it was then; kept with the call. */
export interface AppliedRule {
  readonly id: RecordingRuleId;
  readonly name: string;
  /** Of the calls it fits, so many have its effect; the others are not recorded. Missing: all. */
  readonly percent?: number;
}
