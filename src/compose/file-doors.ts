import type { FileDoors } from '../api/index.ts';
import { type Config, ftpTlsFiles } from '../config/index.ts';
import { panelUrl } from './shared.ts';

/** How customers reach their files besides FTP, as the panel shows it. `config` has the ports that are really in use. */
export function fileDoors(config: Config, { hostKeys }: Pick<FileDoors, 'hostKeys'>): FileDoors {
  return {
    ftpsPort: config.ftpsPort,
    sftpPort: config.sftpPort,
    webdavUrl: `${panelUrl(config)}/dav/`,
    ftpTlsOfOperator: ftpTlsFiles(config) === null ? 'off' : config.ftpTls,
    hostKeys,
  };
}
