export { type Affected, countAffected } from './count-affected.ts';
export { expiresAt, keptUntil } from './expiry.ts';
