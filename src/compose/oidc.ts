import { OIDC_CALLBACK_PATH, type StaffOidc } from '../api/index.ts';
import { AppError } from '../base/errors.ts';
import type { Config } from '../config/index.ts';
import { isUrlAllowed, type OidcDeps } from '../platform/oidc/index.ts';
import { createAddressGuard, type Network } from '../platform/push-target/index.ts';
import { pushGuard, pushNetworks } from './push-addresses.ts';
import { panelUrl, type Shared } from './shared.ts';

/** How customers' providers are reached: not in the operator's own networks, unless the settings allow it. */
export function oidcDeps({ config, clock }: Pick<Shared, 'config' | 'clock'>): OidcDeps {
  return { guard: pushGuard(config), unencrypted: pushNetworks(config), clock };
}

/** Where providers send browsers back to, as the settings name the panel. */
export function oidcRedirectUri(config: Config): string {
  return panelUrl(config) + OIDC_CALLBACK_PATH;
}

/** The operator's own provider may be anywhere. */
const EVERYWHERE: readonly Network[] = [
  { address: '0.0.0.0', prefixBits: 0, family: 'ipv4' },
  { address: '::', prefixBits: 0, family: 'ipv6' },
];

/** How the operator's staff sign in; null: by password only. Throws `config-invalid`. */
export function staffOidc({ config, clock }: Pick<Shared, 'config' | 'clock'>): StaffOidc | null {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret, oidcEmailDomains } = config;
  if (issuer === '') return null;
  const unencrypted = pushNetworks(config);
  if (clientId === '') throw new AppError('config-invalid', 'FONOTEKA_OIDC_CLIENT_ID: is missing');
  if (!isUrlAllowed(issuer, unencrypted)) throw new AppError('config-invalid', 'FONOTEKA_OIDC_ISSUER: must be https');
  return {
    provider: { issuer, clientId, clientSecret: oidcClientSecret || null },
    deps: { guard: createAddressGuard({ allowed: EVERYWHERE }), unencrypted, clock },
    emailDomains: oidcEmailDomains.map((domain) => domain.toLowerCase()),
  };
}
