export { exportTenant, type TenantExport } from './export-tenant.ts';
