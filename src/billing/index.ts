export {
  type Cancellation,
  type CancellationState,
  type SentCancellation,
  sentCancellations,
} from './cancellation/cancellation-request.ts';
export { type CancellationDetails, Cancellations, type DecidedBy } from './cancellation/cancellations.ts';
export { receiveCancellationMail } from './cancellation/receive-mail.ts';
export type { CancellableService } from './cancellation/requested-service.ts';
export { fa3Invoice, statementsCsv } from './fa3.ts';
export { issueStatements } from './issue-statements.ts';
export type { AddOnRequest } from './order-rules.ts';
export { type Order, type OrderPreview, Orders } from './orders.ts';
export { listPrices, type Price, type PriceEntry, setPrice } from './prices.ts';
export { type DatedStatement, listStatements, statementAt, statementsOfMonth } from './statements.ts';
export { tenantOffer } from './tenant-offer.ts';
export { turnOffUnentitledRecording } from './turn-off-recording.ts';
