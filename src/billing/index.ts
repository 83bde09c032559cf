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
export { fa3Invoice } from './fa3.ts';
export { issueStatements } from './issue-statements.ts';
export type { OrderedBy } from './ordered-by.ts';
export { type Order, Orders, type OrderPreview, type OrdersParts } from './orders.ts';
export type { AddOnWish } from './plan-add-on.ts';
export type { Price } from './price.ts';
export { listPrices, type SetPrice, setPrice } from './price-list.ts';
export { switchOffRecording } from './recording-switch.ts';
export type { CountAwaiting, CountDue } from './retention-effect.ts';
export { type SentCancellation, sentCancellations } from './sent-cancellations.ts';
export type { DatedStatement } from './statement.ts';
export { statementsCsv } from './statement-csv.ts';
export { listStatements, statementAt, statementsOfMonth } from './statements.ts';
export { type TenantOffer, tenantOffer } from './tenant-offer.ts';
