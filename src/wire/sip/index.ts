export { type CSeq, parseCSeq } from './cseq.ts';
export { parseHostPort, writeHostPort } from './host-port.ts';
export { MAX_BODY_BYTES, MAX_HEAD_BYTES } from './limits.ts';
export { type NameAddr, parseNameAddr } from './name-addr.ts';
export type { Parameters } from './parameters.ts';
export { type Malformed, parseMessage } from './parse-message.ts';
export { type HeaderField, SipHeaders } from './sip-headers.ts';
export type {
  Essentials,
  ReceivedMessage,
  ReceivedRequest,
  ReceivedResponse,
  SipRequest,
  SipResponse,
} from './sip-message.ts';
export { SipStreamFramer, type StreamItem } from './sip-stream-framer.ts';
export { parseSipUri, type SipUri } from './sip-uri.ts';
export { statusPhrase } from './status-phrase.ts';
export { parseVia, type Via, writeVia } from './via.ts';
export { writeMessage } from './write-message.ts';
