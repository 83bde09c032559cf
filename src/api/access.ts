import type { Operation } from './contract.ts';
import type { Role } from './schemas/session.ts';

const EVERY_ROLE = ['admin', 'supervisor', 'agent', 'operator-admin', 'operator-support'] as const;
const TENANT_ROLES = ['admin', 'supervisor', 'agent'] as const;

/**
 * Who may call what: anyone, or those signed in with one of the roles. A route that is not here answers
 * nobody. An agent is narrowed further to the calls of their own extensions, by the query itself.
 */
export const ACCESS: Readonly<Record<Operation, 'anyone' | readonly Role[]>> = {
  signIn: 'anyone',
  currentSession: EVERY_ROLE,
  signOut: 'anyone',
  listCalls: TENANT_ROLES,
  recordingWaveform: TENANT_ROLES,
  recordingAudio: TENANT_ROLES,
  services: ['admin', 'supervisor'],
  changeCallRecording: ['admin'],
  newFtpPassword: ['admin'],
  openApi: 'anyone',
  health: 'anyone',
  readiness: 'anyone',
  metrics: 'anyone',
};
