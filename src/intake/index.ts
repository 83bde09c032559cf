export { type CapturedMessage, readCapturedMessage } from './captured-message.ts';
export { explainSession, type SessionExplanation } from './explain-session.ts';
export { loadMappings } from './load-mappings.ts';
export { importCdrs, recordingPolicy, type ReportedCall } from './reported-calls.ts';
export { SipServer } from './sip/sip-server.ts';
export { SiprecServer } from './siprec-server.ts';
export { Uploads } from './upload/uploads.ts';
