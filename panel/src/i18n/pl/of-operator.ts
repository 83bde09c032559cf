import { branding } from './branding.ts';
import { customerImport } from './customer-import.ts';
import { customerPage } from './customer-page.ts';
import { evidenceKey } from './evidence-key.ts';
import { serviceState } from './service-state.ts';
import { staffAudit } from './staff-audit.ts';
import { operator } from './operator.ts';
import { operatorLive } from './operator-live.ts';
import { refusedUploads } from './refused-uploads.ts';
import { callRecords } from './call-records.ts';
import { sources } from './sources.ts';
import { tenantNames } from './tenant-names.ts';
import { traces } from './traces.ts';

/** The texts of the operator's console. */
export const operatorPages = {
  branding,
  customerImport,
  customerPage,
  evidenceKey,
  serviceState,
  staffAudit,
  operator,
  operatorLive,
  refusedUploads,
  callRecords,
  sources,
  tenantNames,
  traces,
};
