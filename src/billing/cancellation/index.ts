export type { Authenticity } from './authenticity.ts';
export type { Cancellation, CancellationState } from './cancellation.ts';
export { Cancellations, type Completion, type Decider } from './cancellations.ts';
export { receiveCancellationMail, type Receiving } from './receive-cancellation-mail.ts';
export type { CancellableService } from './wish.ts';
