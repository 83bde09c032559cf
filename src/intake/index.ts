export { createIntake, type Intake, type IntakeOptions } from './intake.ts';
export { importCdrs, recordingPolicy, type ReportedCall } from './reported-calls.ts';
export { SipServer, type SipServerOptions } from './sip/index.ts';
export { type UploadsDeps, Uploads } from './upload/uploads.ts';
