export { type DerivedCall, deriveCall } from './derive-call.ts';
export { refusalFor } from './may-record.ts';
export type { SessionFacts } from './session-facts.ts';
