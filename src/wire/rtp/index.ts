export { InterarrivalJitter } from './interarrival-jitter.ts';
export { parseRtcp, type ReportBlock, writeReceiverReport } from './rtcp.ts';
export { isRtcp, parseRtp, RTP_HEADER_BYTES, rtpHeaderBytes, writeRtp } from './rtp-packet.ts';
export { serialDistance16, serialDistance32, unwrapSerial16, unwrapSerial32 } from './serial-number.ts';
