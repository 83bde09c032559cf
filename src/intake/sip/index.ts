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
