export { importCdrs, recordingPolicy, type ReportedCall } from './reported-calls.ts';
export { SipServer } from './sip/sip-server.ts';
export { SiprecServer } from './siprec-server.ts';
export { Uploads } from './upload/uploads.ts';
