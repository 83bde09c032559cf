import { isWithin, type Network } from '../../platform/push-target/index.ts';

/** Whether events may go to an address (a URL): encrypted, or to a network that the operator answers for, given as a number. */
export function isHookUrlAllowed(hookUrl: string, allowed: readonly Network[]): boolean {
  const { protocol, hostname } = new URL(hookUrl);
  return protocol === 'https:' || isWithin(allowed, hostname.replace(/^\[|\]$/g, ''));
}
