export { loadConfig } from './load-config.ts';
export { type Config, type PortRange, ROLES, type Role, SETTINGS } from './settings.ts';
