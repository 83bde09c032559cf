import { type Config, PUBLIC_ADDRESS_OF_CLOUD, type PublicAddressSetting, type Role } from '../config/index.ts';
import { findPublicAddress } from '../platform/public-address.ts';

const ANNOUNCED_BY: Readonly<Record<PublicAddressSetting, Role>> = {
  sipPublicAddress: 'recorder',
  rtpPublicAddress: 'recorder',
  ftpPublicAddress: 'files',
};

/**
 * The settings with the address that the cloud gives this machine, where one is wanted and a role of this process announces it. Another machine's address
 * cannot be found here: the web role shows FONOTEKA_PUBLIC_ADDRESS for FTP then. Throws `public-address-unknown`.
 */
export async function withAddressOfCloud(
  config: Config,
  options: Parameters<typeof findPublicAddress>[0],
): Promise<Config> {
  const wanted = Object.entries(ANNOUNCED_BY)
    .filter(([setting, role]) => {
      const isOfCloud = config[setting as PublicAddressSetting] === PUBLIC_ADDRESS_OF_CLOUD;
      return isOfCloud && config.roles.includes(role);
    })
    .map(([setting]) => setting);
  if (wanted.length === 0) return config;
  const address = await findPublicAddress(options);
  return Object.freeze({ ...config, ...Object.fromEntries(wanted.map((setting) => [setting, address])) });
}
