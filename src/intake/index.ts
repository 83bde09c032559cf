export { importCdrs, recordingPolicy, type ReportedCall } from './reported-calls.ts';
export { SipServer, type SipServerOptions } from './sip/sip-server.ts';
export { SiprecServer, type SiprecServerOptions } from './siprec-server.ts';
export { Uploads, type UploadsDeps } from './upload/uploads.ts';
