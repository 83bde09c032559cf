import {
  type Config,
  PUBLIC_ADDRESS_OF_CLOUD,
  PUBLIC_ADDRESS_SETTINGS,
  type PublicAddressSetting,
} from '../config/index.ts';
import { findPublicAddress } from '../platform/public-address.ts';

const SETTINGS = Object.keys(PUBLIC_ADDRESS_SETTINGS) as PublicAddressSetting[];

/**
 * The settings with the address that the cloud gives this machine, where one is wanted and a role announces it. Another machine's address
 * cannot be found here: the web role shows FONOTEKA_PUBLIC_ADDRESS for FTP then. Throws `public-address-unknown`.
 */
export async function withAddressOfCloud(
  config: Config,
  options: Parameters<typeof findPublicAddress>[0],
): Promise<Config> {
  const wanted = SETTINGS.filter((setting) => config[setting] === PUBLIC_ADDRESS_OF_CLOUD);
  const announces = config.roles.includes('recorder') || config.roles.includes('files');
  if (wanted.length === 0 || !announces) return config;
  const address = await findPublicAddress(options);
  return Object.freeze({ ...config, ...Object.fromEntries(wanted.map((setting) => [setting, address])) });
}
