export type { Peer, TransportName } from './peer.ts';
export { SERVICE_UNAVAILABLE } from './responses.ts';
export { SipServer, type SipServerOptions } from './sip-server.ts';
export type {
  AcceptOptions,
  DialogEnd,
  DialogHandler,
  IncomingInvite,
  IncomingRequest,
  ResponseOptions,
  SipContent,
  SipDialog,
  TransactionUser,
} from './transaction-user.ts';
