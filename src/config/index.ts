export {
  bindAddress,
  type Config,
  loadConfig,
  type PortRange,
  ROLES,
  type Role,
  SETTINGS,
} from './config.ts';
export { ftpTlsFiles, httpsFiles, sipsFiles } from './certificate-settings.ts';
export { sipsPort } from './sip-settings.ts';
