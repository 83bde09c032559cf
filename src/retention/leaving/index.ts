export { closeDueTenants } from './close-left-tenants.ts';
export { type LeaveStatus, leaveStatus, unfinishedLeaves } from './leave-status.ts';
export { orderLeave, withdrawLeave } from './order-leave.ts';
export { KEPT_TABLES } from './tenant-rows.ts';
