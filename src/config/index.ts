export { bindAddress, type Config, loadConfig, type PortRange, ROLES, type Role, SETTINGS } from './config.ts';
