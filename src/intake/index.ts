export { createIntake, type Intake, type IntakeOptions } from './intake.ts';
export { createSipServer, type SipServer, type SipServerAddress, type SipServerOptions } from './sip/index.ts';
