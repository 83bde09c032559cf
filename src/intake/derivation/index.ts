export { type DerivedCall, deriveCall } from './derive-call.ts';
export type { SessionFacts } from './session-facts.ts';
export { deriveToldCall, type DerivedToldCall, type ToldCallFault } from './derive-told-call.ts';
