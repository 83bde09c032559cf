export { CSEQ_LIMIT, type CSeq, parseCSeq } from './cseq.ts';
export { parseHostPort, writeHostPort } from './host-port.ts';
export { type NameAddr, parseNameAddr } from './name-addr.ts';
export type { Parameters } from './parameters.ts';
export { type HeaderField, SipHeaders } from './sip-headers.ts';
export type {
  Essentials,
  ReceivedMessage,
  ReceivedRequest,
  ReceivedResponse,
  SipRequest,
  SipResponse,
} from './sip-message.ts';
export { parseSipUri, type SipUri } from './sip-uri.ts';
export { parseVia, type Via, writeVia } from './via.ts';
