export { billingAnchor } from './billing-account.ts';
export { type BillingAnchor, type BillingPeriod, nextPeriod, periodAt } from './billing-period.ts';
export { cancelService, type ConfirmedCancellation } from './cancel-service.ts';
export { cancellationDeadline, endOfService, type ReceivedCancellation } from './cancellation-deadline.ts';
export {
  type CancellableService,
  type Cancellation,
  type CancellationState,
  Cancellations,
  type Completion,
  type Decider,
  type Receiving,
  receiveCancellationMail,
} from './cancellation/index.ts';
