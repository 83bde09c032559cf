import { z } from 'zod';
import type { Config } from './config.ts';

/** A public address that the service asks its cloud for when it starts. */
export const PUBLIC_ADDRESS_OF_CLOUD = 'auto';

const publicAddressOf = <const Env extends string>(env: Env, where: string) => ({
  env,
  schema: z.string(),
  default: '',
  about: `The address that is announced ${where}. \`auto\`: the public IPv4 address that the metadata service of the cloud gives this machine (AWS, Google Cloud, Azure, OpenStack, Hetzner, DigitalOcean); there must be one. Empty: FONOTEKA_PUBLIC_ADDRESS.`,
});

/** Where the protocols have different addresses, as behind a load balancer. */
export const PUBLIC_ADDRESS_SETTINGS = {
  sipPublicAddress: publicAddressOf('FONOTEKA_SIP_PUBLIC_ADDRESS', 'in SIP (the Contact of each recorder)'),
  rtpPublicAddress: publicAddressOf('FONOTEKA_RTP_PUBLIC_ADDRESS', 'for media in SDP answers'),
  ftpPublicAddress: publicAddressOf('FONOTEKA_FTP_PUBLIC_ADDRESS', 'in FTP’s replies to PASV'),
} as const;

export type PublicAddressSetting = keyof typeof PUBLIC_ADDRESS_SETTINGS;

/** The address that a protocol announces. */
export function publicAddress(
  config: Pick<Config, 'publicAddress' | PublicAddressSetting>,
  setting: PublicAddressSetting,
): string {
  const own = config[setting];
  return own === '' || own === PUBLIC_ADDRESS_OF_CLOUD ? config.publicAddress : own;
}
