import type { Config } from '../config/index.ts';
import { hostInUrl } from './host-in-url.ts';

/** Where customers reach the panel, without a slash at its end. */
export function panelUrl({ panelUrl, publicAddress, httpPort }: Config): string {
  return panelUrl === '' ? `http://${hostInUrl(publicAddress)}:${httpPort}` : panelUrl.replace(/\/$/, '');
}
