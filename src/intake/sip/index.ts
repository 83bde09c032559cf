export type { Peer, TransportName } from './peer.ts';
export type {
  AcceptedAnswer,
  DialogEnd,
  IncomingInvite,
  IncomingRequest,
  SessionHandler,
  SipAnswer,
  SipContent,
  SipDialog,
  SipHandler,
} from './sip-handler.ts';
export { createSipServer, type SipServer, type SipServerAddress, type SipServerOptions } from './sip-server.ts';
