export {
  DIGEST_ALGORITHMS,
  type DigestAlgorithm,
  type DigestCredentials,
  type DigestHashes,
  digestHashes,
  isRightResponse,
  parseDigestCredentials,
  writeDigestChallenge,
} from './digest.ts';
export { parseCSeq, parseDeltaSeconds, parseNameAddr, parseVia, type Via, writeVia } from './header-values.ts';
export { parseHostPort, parseSipUri, writeHostPort } from './sip-uri.ts';
export { MAX_BODY_BYTES, MAX_HEAD_BYTES } from './message-head.ts';
export { type Malformed, parseMessage } from './parse-message.ts';
export { type HeaderField, SipHeaders } from './sip-headers.ts';
export {
  type ReceivedMessage,
  type ReceivedRequest,
  type ReceivedResponse,
  type SipRequest,
  type SipResponse,
  statusPhrase,
  writeMessage,
} from './sip-message.ts';
export { SipStreamFramer, type StreamItem } from './sip-stream-framer.ts';
