import { OPERATOR_ROLES, TENANT_ROLES, type UserRole } from '../tenants/index.ts';
import type { Operation } from './contract.ts';

const EVERY_ROLE = [...TENANT_ROLES, ...OPERATOR_ROLES];

/**
 * Who may call what: anyone, those signed in with one of the roles, or a PBX with the key of its source. A route
 * that is not here answers nobody. An agent is narrowed further to the calls of their own extensions, by the query itself.
 */
export const ACCESS: Readonly<Record<Operation, 'anyone' | 'source' | readonly UserRole[]>> = {
  signIn: 'anyone',
  currentSession: EVERY_ROLE,
  signOut: EVERY_ROLE,
  listCalls: TENANT_ROLES,
  recordingWaveform: TENANT_ROLES,
  recordingAudio: TENANT_ROLES,
  placeHold: ['admin'],
  liftHold: ['admin'],
  services: ['admin', 'supervisor'],
  changeCallRecording: ['admin'],
  newFtpPassword: ['admin'],
  previewOrder: ['admin'],
  order: ['admin'],
  listStatements: ['admin'],
  statement: ['admin'],
  pushSetup: ['admin', 'supervisor'],
  changePushTarget: ['admin'],
  removePushTarget: ['admin'],
  testPushTarget: ['admin'],
  newPushKey: ['admin'],
  pushDays: ['admin', 'supervisor'],
  pushDay: ['admin', 'supervisor'],
  sendPushDay: ['admin'],
  listAudit: ['admin'],
  exportAudit: ['admin'],
  listCancellations: OPERATOR_ROLES,
  confirmCancellation: ['operator-admin'],
  rejectCancellation: ['operator-admin'],
  listPrices: OPERATOR_ROLES,
  addPrice: ['operator-admin'],
  listTenants: OPERATOR_ROLES,
  changePlan: ['operator-admin'],
  monthStatements: OPERATOR_ROLES,
  uploadRecording: 'source',
  tellCalls: 'source',
  recordingPolicy: 'source',
  openApi: 'anyone',
  health: 'anyone',
  readiness: 'anyone',
  metrics: 'anyone',
};
