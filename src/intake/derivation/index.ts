export { type DerivedCall, deriveCall } from './derive-call.ts';
export type { SessionFacts } from './session-facts.ts';
