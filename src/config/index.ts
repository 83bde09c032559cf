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
export {
  PUBLIC_ADDRESS_OF_CLOUD,
  publicAddress,
  type PublicAddressSetting,
} from './public-address-settings.ts';
export { databaseUrls } from './database-settings.ts';
export { sipsPort } from './sip-settings.ts';
export {
  type DatabaseAddress,
  type DatabaseTls,
  hostName,
  hostNames,
  readDatabaseAddress,
  type WantedServer,
  withAuthority,
} from './database-address.ts';
export { parseYaml } from './parse-yaml.ts';
