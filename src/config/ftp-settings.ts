import { onOff, port, portRange } from './setting-schemas.ts';

/** FTP. */
export const FTP_SETTINGS = {
  ftpPort: { env: 'FONOTEKA_FTP_PORT', schema: port, default: '2121', about: 'FTP. 0: the system chooses.' },
  ftpPassivePorts: {
    env: 'FONOTEKA_FTP_PASSIVE_PORTS',
    schema: portRange,
    default: '30000-30999',
    about: 'TCP ports for FTP data connections, one for each running transfer.',
  },
  ftpActiveMode: {
    env: 'FONOTEKA_FTP_ACTIVE_MODE',
    schema: onOff,
    default: 'off',
    about:
      'Whether FTP clients may use active mode (PORT, EPRT), in which this server connects to them: `on` or `off`. Windows’ ftp.exe knows no other. Only to the client’s own address and ports from 1024 on.',
  },
} as const;
