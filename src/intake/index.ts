export { createIntake, type Intake, type IntakeOptions } from './intake.ts';
export { noteToldCalls } from './note-told-calls.ts';
export { recordingPolicy } from './recording-policy.ts';
export { createSipServer, type SipServer, type SipServerAddress, type SipServerOptions } from './sip/index.ts';
export type { ToldCall } from './told-call.ts';
export { type UploadParts, Uploads } from './upload/index.ts';
